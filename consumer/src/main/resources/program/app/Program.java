package app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import lanewise.engine.Model;
import lanewise.kernels.Tensor;

public final class Program {
  private Program() {}

  public static void main(String[] arguments) throws Exception {
    try (Model model = Model.open(Path.of(arguments[0]))) {
      Map<String, Tensor> outputs = model.run(Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3)));
      System.out.println(Arrays.toString(outputs.get("y").toFloatArray()));
    }
  }
}
