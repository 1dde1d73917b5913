package lanewise.engine.op.elementwise;

import static lanewise.engine.op.OperatorVersions.since;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** Functions of two tensors of one type. */
final class BinaryOperators {
  private BinaryOperators() {}

  /** What {@code name} means in ONNX, or null. */
  static OperatorVersions find(String name) {
    return switch (name) {
      case "Add" -> since(7, new Binary(BinaryOp.ADD));
      case "Sub" -> since(7, new Binary(BinaryOp.SUB));
      case "Mul" -> since(7, new Binary(BinaryOp.MUL));
      case "Div" -> since(7, new Binary(BinaryOp.DIV));
      case "Equal" -> since(7, new Binary(BinaryOp.EQUAL));
      case "Less" -> since(7, new Binary(BinaryOp.LESS));
      case "LessOrEqual" -> since(12, new Binary(BinaryOp.LESS_OR_EQUAL));
      case "Greater" -> since(7, new Binary(BinaryOp.GREATER));
      case "GreaterOrEqual" -> since(12, new Binary(BinaryOp.GREATER_OR_EQUAL));
      case "And" -> since(7, new Binary(BinaryOp.LOGICAL_AND));
      case "Or" -> since(7, new Binary(BinaryOp.LOGICAL_OR));
      case "Xor" -> since(7, new Binary(BinaryOp.LOGICAL_XOR));
      case "BitwiseAnd" -> since(18, new Binary(BinaryOp.BITWISE_AND));
      case "BitwiseOr" -> since(18, new Binary(BinaryOp.BITWISE_OR));
      case "BitwiseXor" -> since(18, new Binary(BinaryOp.BITWISE_XOR));
      case "PRelu" -> since(7, new PRelu());
      case "Mod" -> since(10, new Mod());
      case "BitShift" -> since(11, new BitShift());
      default -> null;
    };
  }

  private static class Binary implements Operator {
    private final BinaryOp fixed;

    Binary(BinaryOp fixed) {
      this.fixed = fixed;
    }

    /** The function that this node computes. */
    BinaryOp op(lanewise.engine.graph.Node node) {
      return fixed;
    }

    @Override
    public void infer(Inference inference) {
      BinaryOp op = op(inference.node());
      ElementType type = inference.commonType(0, 1);
      ElementType outType = op.isPredicate() ? ElementType.BOOL : type;
      List<Dim> dims = inference.broadcast(0, 1);
      List<Dim> elements =
          ElementArithmetic.apply(op, inference.elements(0), inference.elements(1));
      if (ElementArithmetic.fits(type, elements) && dims != null && dims.size() <= 1) {
        inference.outputElements(0, outType, dims, elements);
      } else {
        inference.output(0, outType, dims);
      }
    }

    @Override
    public boolean mayOverwrite(int input) {
      return fixed == null || !fixed.isPredicate();
    }

    @Override
    public List<Task> bind(Binding binding) {
      Broadcast broadcast = Broadcast.of(binding.inputShape(0), binding.inputShape(1));
      return List.of(
          binding
              .tier()
              .elementwise()
              .binary(
                  op(binding.node()),
                  binding.inputType(0),
                  broadcast,
                  binding.input(0).segment(),
                  binding.input(1).segment(),
                  binding.output(0).segment()));
    }
  }

  /** The slope broadcasts to the input, not the input to the slope. */
  private static final class PRelu extends Binary {
    PRelu() {
      super(BinaryOp.PRELU);
    }

    @Override
    public void infer(Inference inference) {
      super.infer(inference);
      List<Dim> in = inference.input(0).dims();
      List<Dim> out = inference.outputFact(0).dims();
      if (in != null && out != null && in.size() != out.size()) {
        throw new InvalidNodeException(
            "slope " + inference.input(1).dims() + " does not broadcast to " + in);
      }
    }
  }

  private static final class Mod extends Binary {
    Mod() {
      super(null);
    }

    @Override
    BinaryOp op(lanewise.engine.graph.Node node) {
      return node.attributes().integer("fmod", 0) != 0 ? BinaryOp.FMOD : BinaryOp.MOD;
    }

    @Override
    public void infer(Inference inference) {
      super.infer(inference);
      ElementType type = inference.outputFact(0).type();
      if (type != null && type.isFloat() && op(inference.node()) == BinaryOp.MOD) {
        throw new InvalidNodeException("fmod must be 1 for " + type.label());
      }
    }
  }

  private static final class BitShift extends Binary {
    BitShift() {
      super(null);
    }

    @Override
    BinaryOp op(lanewise.engine.graph.Node node) {
      String direction = node.attributes().string("direction", "");
      return switch (direction) {
        case "LEFT" -> BinaryOp.SHIFT_LEFT;
        case "RIGHT" -> BinaryOp.SHIFT_RIGHT;
        default ->
            throw new InvalidNodeException(
                "direction must be LEFT or RIGHT, found '" + direction + "'");
      };
    }
  }
}
