package lanewise.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

/** A model of one product and one ReLU: {@code f32[batch, 16]} to {@code f32[batch, 8]}. */
final class TinyModel {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 17;

  private TinyModel() {}

  static Path write(Path folder) throws IOException {
    Random random = new Random(7);
    float[] weights = new float[16 * 8];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    OnnxGraph graph =
        OnnxGraph.of(
            "tiny",
            List.of(info("x", 16)),
            List.of(info("y", 8)),
            List.of(
                OnnxNode.of("MatMul", List.of("x", "w"), List.of("product")),
                OnnxNode.of("Relu", List.of("product"), List.of("y"))),
            List.of(OnnxTensor.of("w", Tensor.of(weights, 16, 8))));
    Path file = folder.resolve("model.onnx");
    OnnxWriter.write(OnnxModel.of(IR_VERSION, OPSET, graph), file);
    return file;
  }

  private static OnnxValueInfo info(String name, int columns) {
    return new OnnxValueInfo(
        name,
        new OnnxType.TensorType(
            OnnxDataType.FLOAT,
            Optional.of(
                List.of(new OnnxDimension.Symbol("batch"), new OnnxDimension.Known(columns)))));
  }
}
