package lanewise.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import lanewise.bench.input.InputData;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** This engine. */
public final class LanewiseEngine implements Engine {
  private final Model model;
  private Map<String, Tensor> inputs = Map.of();
  private Map<String, Tensor> results = Map.of();

  public LanewiseEngine(Path network, int threads) throws IOException {
    this(network, ModelOptions.defaults().withThreads(threads));
  }

  public LanewiseEngine(Path network, ModelOptions options) throws IOException {
    this.model = Model.open(network, options);
  }

  @Override
  public String name() {
    return "lanewise";
  }

  /** The model, to ask for its inputs. */
  public Model model() {
    return model;
  }

  @Override
  public void prepare(Map<String, InputData> data) {
    Map<String, Tensor> tensors = new HashMap<>();
    data.forEach((name, input) -> tensors.put(name, input.tensor()));
    inputs = tensors;
  }

  @Override
  public void run() {
    results = model.run(inputs);
  }

  @Override
  public Map<String, float[]> outputs() {
    Map<String, float[]> outputs = new HashMap<>();
    results.forEach((name, tensor) -> {
      if (tensor.type() == ElementType.FLOAT32) {
        outputs.put(name, tensor.toFloatArray());
      }
    });
    return outputs;
  }

  @Override
  public void close() {
    model.close();
  }
}
