package lanewise.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.Tensor;

/** Models of one node, and cases with them. */
public final class TinyModels {
  private TinyModels() {}

  /** Writes a model that applies {@code operator} to {@code x f32[2, n]}. */
  public static Path write(Path file, String operator, String outputName) throws IOException {
    List<OnnxDimension> dimensions =
        List.of(new OnnxDimension.Known(2), new OnnxDimension.Symbol("n"));
    OnnxGraph graph =
        OnnxGraph.of(
            "tiny",
            List.of(value("x", dimensions)),
            List.of(value(outputName, dimensions)),
            List.of(OnnxNode.of(operator, List.of("x"), List.of(outputName))),
            List.of());
    OnnxWriter.write(OnnxModel.of(8, 17, graph), file);
    return file;
  }

  private static OnnxValueInfo value(String name, List<OnnxDimension> dimensions) {
    return new OnnxValueInfo(
        name, new OnnxType.TensorType(OnnxDataType.FLOAT, Optional.of(dimensions)));
  }

  /** Writes a case with one data set for each of {@code outputs}; the input is -1, 0, 1, 2. */
  public static Path writeCase(Path folder, String operator, float[]... outputs)
      throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve("model.onnx"), operator, "y");
    for (int i = 0; i < outputs.length; i++) {
      Path data = Files.createDirectory(folder.resolve("test_data_set_" + i));
      Tensor input = Tensor.of(new float[] {-1, 0, 1, 2}, 2, 2);
      OnnxWriter.write(OnnxTensor.of("x", input), data.resolve("input_0.pb"));
      Tensor output = Tensor.of(outputs[i], 2, outputs[i].length / 2);
      OnnxWriter.write(OnnxTensor.of("y", output), data.resolve("output_0.pb"));
    }
    return folder;
  }
}
