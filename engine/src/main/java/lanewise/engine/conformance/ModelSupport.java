package lanewise.engine.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.catalog.Operators;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxFunction;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;

/** Whether a model needs something that Lanewise does not have. */
public final class ModelSupport {
  private ModelSupport() {}

  /**
   * Why the model can't be run, such as {@code operator Loop, Scan}; empty when all its operators
   * and the types of its inputs and outputs are known. The operators of subgraphs count too.
   */
  public static Optional<String> missing(OnnxModel model) {
    Set<String> operators = new TreeSet<>();
    Set<String> functions = new HashSet<>();
    for (OnnxFunction function : model.functions()) {
      functions.add(function.domain() + ":" + function.name());
    }
    collectUnknown(model.graph().nodes(), model.opsetImports(), functions, operators);
    for (OnnxFunction function : model.functions()) {
      collectUnknown(function.nodes(), function.opsetImports(), functions, operators);
    }
    if (!operators.isEmpty()) {
      return Optional.of("operator " + String.join(", ", operators));
    }
    List<OnnxValueInfo> values = new ArrayList<>(model.graph().inputs());
    values.addAll(model.graph().outputs());
    return values.stream()
        .filter(value -> value.type() instanceof OnnxType.SparseTensorType)
        .findFirst()
        .map(value -> "values of type sparse tensor");
  }

  /** Whether opening or running a model failed since it asks for something not supported. */
  public static boolean isMissing(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidNodeException invalid && invalid.isUnsupported()) {
        return true;
      }
    }
    return false;
  }

  private static void collectUnknown(
      List<OnnxNode> nodes,
      Map<String, Long> versions,
      Set<String> functions,
      Set<String> operators) {
    for (OnnxNode node : nodes) {
      boolean isFunction = functions.contains(node.domain() + ":" + node.opType());
      if (!isFunction && !isKnown(node, versions)) {
        operators.add(
            node.domain().isEmpty() ? node.opType() : node.domain() + ":" + node.opType());
      }
      for (OnnxAttribute attribute : node.attributes().values()) {
        if (attribute instanceof OnnxAttribute.GraphValue subgraph) {
          collectUnknown(subgraph.value().nodes(), versions, functions, operators);
        }
      }
    }
  }

  private static boolean isKnown(OnnxNode node, Map<String, Long> versions) {
    long version = versions.getOrDefault(node.domain(), 1L);
    Node probe =
        new Node(
            "",
            node.domain(),
            node.opType(),
            (int) Math.min(version, Integer.MAX_VALUE),
            List.of(),
            List.of(),
            Attributes.NONE);
    return probe.is("Constant") || Operators.all().find(probe) != null;
  }
}
