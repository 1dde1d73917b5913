package app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import lanewise.engine.DeviceOptions;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.kernels.Tensor;

public final class Program {
  private Program() {}

  /** Arguments: the model, and, if another device than the CPU is wanted, its name. */
  public static void main(String[] arguments) throws Exception {
    ModelOptions options = ModelOptions.defaults();
    if (arguments.length > 1) {
      options = options.withDevice(DeviceOptions.of(arguments[1]));
    }
    try (Model model = Model.open(Path.of(arguments[0]), options)) {
      Map<String, Tensor> outputs = model.run(Map.of("x", Tensor.of(new float[] {1, 2, 3}, 1, 3)));
      System.out.println(Arrays.toString(outputs.get("y").toFloatArray()));
    }
  }
}
