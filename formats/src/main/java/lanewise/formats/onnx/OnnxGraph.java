package lanewise.formats.onnx;

import java.util.List;
import java.util.Map;

/**
 * {@code GraphProto}: nodes between named inputs and outputs, and the weights they share.
 *
 * @param inputs what the caller gives; in old models it names the initializers too
 * @param outputs what the caller gets
 * @param valueInfos types of values between the nodes, where the file tells them
 * @param nodes in an order where each value is made before it is read, in a sound model
 * @param initializers named constants
 * @param sparseInitializers named sparse constants; a name is that of the values tensor
 */
public record OnnxGraph(
    String name,
    List<OnnxValueInfo> inputs,
    List<OnnxValueInfo> outputs,
    List<OnnxValueInfo> valueInfos,
    List<OnnxNode> nodes,
    List<OnnxTensor> initializers,
    List<OnnxSparseTensor> sparseInitializers,
    Map<String, String> metadata) {

  public OnnxGraph {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    valueInfos = List.copyOf(valueInfos);
    nodes = List.copyOf(nodes);
    initializers = List.copyOf(initializers);
    sparseInitializers = List.copyOf(sparseInitializers);
    metadata = Ordered.copy(metadata);
  }

  /** A graph without value types and sparse weights, for code that builds models. */
  public static OnnxGraph of(
      String name,
      List<OnnxValueInfo> inputs,
      List<OnnxValueInfo> outputs,
      List<OnnxNode> nodes,
      List<OnnxTensor> initializers) {
    return new OnnxGraph(
        name, inputs, outputs, List.of(), nodes, initializers, List.of(), Map.of());
  }
}
