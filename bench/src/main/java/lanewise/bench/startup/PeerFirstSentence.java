package lanewise.bench.startup;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import lanewise.formats.tokenizer.EncodeOptions;
import lanewise.formats.tokenizer.Encoding;
import lanewise.formats.tokenizer.Tokenizer;

/** The measured process of ONNX Runtime: the same tokenizer, its Java API, mean pooling. */
public final class PeerFirstSentence {
  private PeerFirstSentence() {}

  /** Takes the model's folder, the number of threads and the sentence. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Tokenizer tokenizer = Tokenizer.open(folder.resolve("tokenizer.json"));
    Encoding encoding = tokenizer.encode(arguments[2], EncodeOptions.WHOLE.withMaxLength(512));
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(Integer.parseInt(arguments[1]));
      try (OrtSession session =
          environment.createSession(folder.resolve("model.onnx").toString(), options)) {
        System.out.println(embed(environment, session, encoding)[0]);
      }
    }
  }

  private static float[] embed(OrtEnvironment environment, OrtSession session, Encoding encoding)
      throws Exception {
    int tokens = encoding.length();
    long[] shape = {1, tokens};
    long[] ids = Arrays.stream(encoding.ids()).asLongStream().toArray();
    long[] ones = new long[tokens];
    Arrays.fill(ones, 1);
    try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[tokens]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", idTensor, "attention_mask", mask, "token_type_ids", types))) {
      FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer();
      int size = hidden.remaining() / tokens;
      float[] sum = new float[size];
      for (int t = 0; t < tokens; t++) {
        for (int i = 0; i < size; i++) {
          sum[i] += hidden.get(t * size + i);
        }
      }
      double norm = 0;
      for (float value : sum) {
        norm += (double) value * value;
      }
      for (int i = 0; i < size; i++) {
        sum[i] /= (float) Math.sqrt(norm);
      }
      return sum;
    }
  }
}
