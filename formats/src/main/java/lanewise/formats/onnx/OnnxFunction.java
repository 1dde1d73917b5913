package lanewise.formats.onnx;

import java.util.List;
import java.util.Map;

/**
 * {@code FunctionProto}: an operator that is defined by nodes.
 *
 * @param attributeNames attributes that a caller must give
 * @param attributeDefaults attributes that a caller may leave out, with their values
 */
public record OnnxFunction(
    String name,
    String domain,
    String overload,
    List<String> inputs,
    List<String> outputs,
    List<String> attributeNames,
    Map<String, OnnxAttribute> attributeDefaults,
    List<OnnxNode> nodes,
    Map<String, Long> opsetImports,
    List<OnnxValueInfo> valueInfos) {

  public OnnxFunction {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributeNames = List.copyOf(attributeNames);
    attributeDefaults = Ordered.copy(attributeDefaults);
    nodes = List.copyOf(nodes);
    opsetImports = Ordered.copy(opsetImports);
    valueInfos = List.copyOf(valueInfos);
  }
}
