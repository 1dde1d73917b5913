package lanewise.bench.peer;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import lanewise.bench.input.InputData;

/** ONNX Runtime through its Java API, with its default optimizations. */
public final class OnnxRuntimeEngine implements Engine {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private OrtSession.Result result;

  public OnnxRuntimeEngine(Path network, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      session = environment.createSession(network.toString(), options);
    }
  }

  @Override
  public String name() {
    return "onnxruntime";
  }

  @Override
  public void prepare(Map<String, InputData> data) {
    closeInputs();
    data.forEach((name, input) -> inputs.put(name, tensor(input)));
  }

  private OnnxTensor tensor(InputData input) {
    try {
      if (input.reals() != null) {
        FloatBuffer buffer = direct(4L * input.reals().length).asFloatBuffer();
        buffer.put(input.reals()).flip();
        return OnnxTensor.createTensor(environment, buffer, input.shape());
      }
      LongBuffer buffer = direct(8L * input.integers().length).asLongBuffer();
      buffer.put(input.integers()).flip();
      return OnnxTensor.createTensor(environment, buffer, input.shape());
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
  }

  @Override
  public void run() {
    if (result != null) {
      result.close();
    }
    try {
      result = session.run(inputs);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Map<String, float[]> outputs() {
    Map<String, float[]> outputs = new HashMap<>();
    for (Map.Entry<String, OnnxValue> entry : result) {
      if (entry.getValue() instanceof OnnxTensor tensor
          && tensor.getInfo().type == ai.onnxruntime.OnnxJavaType.FLOAT) {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        outputs.put(entry.getKey(), values);
      }
    }
    return outputs;
  }

  private void closeInputs() {
    inputs.values().forEach(OnnxTensor::close);
    inputs.clear();
  }

  @Override
  public void close() {
    if (result != null) {
      result.close();
    }
    closeInputs();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
