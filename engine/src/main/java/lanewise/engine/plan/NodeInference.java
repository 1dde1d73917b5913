package lanewise.engine.plan;

import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Fact;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.catalog.Operators;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.DeviceException;

/** Asks operators what comes out, node by node, and names the node when one refuses. */
public final class NodeInference {
  private final String source;
  private final Map<String, Fact> facts;

  /**
   * @param source the model's name, for messages
   * @param facts what is known of each value; filled as nodes are inferred
   */
  public NodeInference(String source, Map<String, Fact> facts) {
    this.source = source;
    this.facts = facts;
  }

  /** Facts of the graph's constants and inputs as declared, then of every node's outputs. */
  public void inferAll(Graph graph) {
    for (Map.Entry<String, Tensor> constant : graph.constants().entrySet()) {
      facts.put(constant.getKey(), Fact.of(constant.getValue()));
    }
    for (Value input : graph.inputs()) {
      facts.putIfAbsent(input.name(), Fact.of(input.type(), input.dims()));
    }
    for (Node node : graph.nodes()) {
      infer(node);
    }
  }

  /** Infers one node, whose inputs' facts must be there. */
  public void infer(Node node) {
    Inference inference = new Inference(node, inputFacts(node));
    try {
      Operator operator = Operators.all().of(node);
      operator.infer(inference);
    } catch (RuntimeException e) {
      throw invalid(source, node, e);
    }
    List<String> outputs = node.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      if (!outputs.get(i).isEmpty()) {
        facts.put(outputs.get(i), inference.outputFact(i));
      }
    }
  }

  /** The facts of a node's inputs; null for absent ones. */
  Fact[] inputFacts(Node node) {
    Fact[] inputs = new Fact[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      String name = node.inputs().get(i);
      if (!name.isEmpty()) {
        inputs[i] = facts.get(name);
        if (inputs[i] == null) {
          throw new ModelFormatException(
              source, ModelFormatException.NO_OFFSET, node.label(), "no node makes '" + name + "'");
        }
      }
    }
    return inputs;
  }

  /**
   * The exception for a node that does not keep to its operator's specification, or that asks for
   * more than it may have: whatever an operator meets in what it was given becomes an error that
   * names the node. What is such an exception already passes through, and so does a device's own.
   */
  public static RuntimeException invalid(String source, Node node, RuntimeException cause) {
    if (cause instanceof ModelFormatException || cause instanceof DeviceException) {
      return cause;
    }
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    ModelFormatException exception =
        new ModelFormatException(source, ModelFormatException.NO_OFFSET, node.label(), message);
    exception.initCause(cause);
    return exception;
  }
}
