package lanewise.cli.command;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import lanewise.engine.TensorSpec;
import lanewise.formats.npy.NpyReader;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxTensorReader;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** Reads the files that a person gives as a model's inputs. */
final class InputTensors {
  private final List<TensorSpec> specs;
  private final Arena arena;

  /** Files stay mapped as long as {@code arena} is alive. */
  InputTensors(List<TensorSpec> specs, Arena arena) {
    this.specs = specs;
    this.arena = arena;
  }

  /** Reads all {@code NAME=FILE}; where the model has one input alone, {@code FILE} is enough. */
  Map<String, Tensor> read(List<String> arguments) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String argument : arguments) {
      TensorSpec spec = spec(argument);
      String file =
          argument.startsWith(spec.name() + "=")
              ? argument.substring(spec.name().length() + 1)
              : argument;
      if (tensors.put(spec.name(), stored(read(Path.of(file)), spec)) != null) {
        throw new IllegalArgumentException("input '" + spec.name() + "' is given twice");
      }
    }
    return tensors;
  }

  private TensorSpec spec(String argument) {
    for (TensorSpec spec : specs) {
      if (argument.startsWith(spec.name() + "=")) {
        return spec;
      }
    }
    if (specs.size() == 1 && argument.indexOf('=') < 0) {
      return specs.getFirst();
    }
    String names =
        specs.isEmpty() ? "none" : String.join(", ", specs.stream().map(TensorSpec::name).toList());
    throw new IllegalArgumentException(
        "--input " + argument + ": expected NAME=FILE; the model's inputs: " + names);
  }

  private Tensor read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FileSystemException(file.toString(), null, "is a folder, not a tensor");
    }
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".npy")) {
      return NpyReader.read(file, arena);
    }
    if (name.endsWith(".pb")) {
      OnnxTensor tensor = OnnxTensorReader.read(file, arena);
      if (tensor.isString()) {
        throw new IOException(file + ": strings are not supported, only numbers are");
      }
      return tensor.toTensor();
    }
    throw new IOException(file + ": expected a file that ends in .npy or .pb");
  }

  /**
   * The tensor in the type that the input wants, where NumPy has no such type and its files hold
   * the same bits as unsigned integers: {@code bf16} as 16-bit ones, 8-bit floats as 8-bit ones.
   */
  private static Tensor stored(Tensor tensor, TensorSpec spec) {
    ElementType bits =
        switch (spec.type()) {
          case null -> null;
          case BFLOAT16 -> ElementType.UINT16;
          case FLOAT8_E4M3FN, FLOAT8_E4M3FNUZ, FLOAT8_E5M2, FLOAT8_E5M2FNUZ, FLOAT8_E8M0 ->
              ElementType.UINT8;
          default -> null;
        };
    return tensor.type() == bits
        ? Tensor.of(spec.type(), tensor.shape(), tensor.segment())
        : tensor;
  }
}
