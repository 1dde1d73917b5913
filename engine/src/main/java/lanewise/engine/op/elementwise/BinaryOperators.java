package lanewise.engine.op.elementwise;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorRegistry;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** Functions of two tensors of one type. */
final class BinaryOperators {
  private BinaryOperators() {}

  static void register(OperatorRegistry registry) {
    registry.add("Add", 7, new Binary(BinaryOp.ADD));
    registry.add("Sub", 7, new Binary(BinaryOp.SUB));
    registry.add("Mul", 7, new Binary(BinaryOp.MUL));
    registry.add("Div", 7, new Binary(BinaryOp.DIV));
    registry.add("Equal", 7, new Binary(BinaryOp.EQUAL));
    registry.add("Less", 7, new Binary(BinaryOp.LESS));
    registry.add("LessOrEqual", 12, new Binary(BinaryOp.LESS_OR_EQUAL));
    registry.add("Greater", 7, new Binary(BinaryOp.GREATER));
    registry.add("GreaterOrEqual", 12, new Binary(BinaryOp.GREATER_OR_EQUAL));
    registry.add("And", 7, new Binary(BinaryOp.LOGICAL_AND));
    registry.add("Or", 7, new Binary(BinaryOp.LOGICAL_OR));
    registry.add("Xor", 7, new Binary(BinaryOp.LOGICAL_XOR));
    registry.add("BitwiseAnd", 18, new Binary(BinaryOp.BITWISE_AND));
    registry.add("BitwiseOr", 18, new Binary(BinaryOp.BITWISE_OR));
    registry.add("BitwiseXor", 18, new Binary(BinaryOp.BITWISE_XOR));
    registry.add("PRelu", 7, new PRelu());
    registry.add("Mod", 10, new Mod());
    registry.add("BitShift", 11, new BitShift());
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
