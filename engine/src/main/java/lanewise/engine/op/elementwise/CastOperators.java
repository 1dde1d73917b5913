package lanewise.engine.op.elementwise;

import static lanewise.engine.op.OperatorVersions.since;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.CopyTask;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** ONNX {@code Cast}, {@code CastLike} and {@code BitCast}. */
final class CastOperators {
  private CastOperators() {}

  /** What {@code name} means in ONNX, or null. */
  static OperatorVersions find(String name) {
    return switch (name) {
      case "Cast" -> since(6, new Cast(false));
      case "CastLike" -> since(15, new Cast(true));
      case "BitCast" -> since(26, new BitCast());
      default -> null;
    };
  }

  private static ElementType target(lanewise.engine.graph.Node node) {
    if (!node.attributes().has("to")) {
      throw new InvalidNodeException("attribute 'to' is missing");
    }
    return DataTypes.of(node.attributes().integer("to", 0));
  }

  /**
   * @param like whether input 1 gives the type, else attribute {@code to}
   */
  private record Cast(boolean like) implements Operator {
    @Override
    public void infer(Inference inference) {
      ElementType to = like ? inference.input(1).type() : target(inference.node());
      List<Dim> dims = inference.input(0).dims();
      List<Dim> elements = inference.elements(0);
      boolean integer = to == ElementType.INT64 || to == ElementType.INT32;
      if (integer && ElementArithmetic.fits(to, elements)) {
        inference.outputElements(0, to, dims, elements);
      } else {
        inference.output(0, to, dims);
      }
    }

    @Override
    public List<Task> bind(Binding binding) {
      ElementType from = binding.inputType(0);
      ElementType to = binding.outputType(0);
      if (from == to) {
        return CopyTask.of(binding.input(0), binding.output(0));
      }
      return List.of(
          binding
              .tier()
              .elementwise()
              .cast(
                  from,
                  to,
                  binding.node().attributes().integer("saturate", 1) != 0,
                  binding.input(0).segment(),
                  binding.output(0).segment(),
                  binding.inputShape(0).elementCount()));
    }
  }

  private static final class BitCast implements Operator {
    @Override
    public void infer(Inference inference) {
      ElementType from = inference.input(0).type();
      ElementType to = target(inference.node());
      if (from != null
          && (from.blockBytes() != to.blockBytes() || from.blockElements() != to.blockElements())) {
        throw new InvalidNodeException(
            from.label() + " and " + to.label() + " elements are not of the same size");
      }
      inference.outputLike(0, to, 0);
    }

    @Override
    public int viewedInput() {
      return 0;
    }

    @Override
    public List<Task> bind(Binding binding) {
      return CopyTask.of(binding.input(0), binding.output(0));
    }
  }
}
