package lanewise.engine.op.elementwise;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorRegistry;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;

/** Functions of one tensor without parameters. */
final class UnaryOperators {
  private UnaryOperators() {}

  static void register(OperatorRegistry registry) {
    registry.add("Abs", 6, new Unary(UnaryOp.ABS));
    registry.add("Neg", 6, new Unary(UnaryOp.NEG));
    registry.add("Sign", 9, new Unary(UnaryOp.SIGN));
    registry.add("Reciprocal", 6, new Unary(UnaryOp.RECIPROCAL));
    registry.add("Sqrt", 6, new Unary(UnaryOp.SQRT));
    registry.add("Exp", 6, new Unary(UnaryOp.EXP));
    registry.add("Log", 6, new Unary(UnaryOp.LOG));
    registry.add("Erf", 9, new Unary(UnaryOp.ERF));
    registry.add("Sin", 7, new Unary(UnaryOp.SIN));
    registry.add("Cos", 7, new Unary(UnaryOp.COS));
    registry.add("Tan", 7, new Unary(UnaryOp.TAN));
    registry.add("Asin", 7, new Unary(UnaryOp.ASIN));
    registry.add("Acos", 7, new Unary(UnaryOp.ACOS));
    registry.add("Atan", 7, new Unary(UnaryOp.ATAN));
    registry.add("Sinh", 9, new Unary(UnaryOp.SINH));
    registry.add("Cosh", 9, new Unary(UnaryOp.COSH));
    registry.add("Tanh", 6, new Unary(UnaryOp.TANH));
    registry.add("Asinh", 9, new Unary(UnaryOp.ASINH));
    registry.add("Acosh", 9, new Unary(UnaryOp.ACOSH));
    registry.add("Atanh", 9, new Unary(UnaryOp.ATANH));
    registry.add("Sigmoid", 6, new Unary(UnaryOp.SIGMOID));
    registry.add("Softplus", 1, new Unary(UnaryOp.SOFTPLUS));
    registry.add("Softsign", 1, new Unary(UnaryOp.SOFTSIGN));
    registry.add("Relu", 6, new Unary(UnaryOp.RELU));
    registry.add("HardSwish", 14, new Unary(UnaryOp.HARD_SWISH));
    registry.add("Mish", 18, new Unary(UnaryOp.MISH));
    registry.add("Ceil", 6, new Unary(UnaryOp.CEIL));
    registry.add("Floor", 6, new Unary(UnaryOp.FLOOR));
    registry.add("Round", 11, new Unary(UnaryOp.ROUND_HALF_EVEN));
    registry.add("Not", 1, new Unary(UnaryOp.LOGICAL_NOT));
    registry.add("BitwiseNot", 18, new Unary(UnaryOp.BITWISE_NOT));
    registry.add("Gelu", 20, new Gelu());
  }

  private static class Unary implements Operator {
    private final UnaryOp fixed;

    Unary(UnaryOp fixed) {
      this.fixed = fixed;
    }

    /** The function that this node computes. */
    UnaryOp op(Node node) {
      return fixed;
    }

    @Override
    public void infer(Inference inference) {
      op(inference.node());
      inference.outputLike(0, inference.input(0).type(), 0);
    }

    @Override
    public boolean mayOverwrite(int input) {
      return true;
    }

    @Override
    public List<Task> bind(Binding binding) {
      return List.of(
          binding
              .tier()
              .elementwise()
              .unary(
                  op(binding.node()),
                  binding.inputType(0),
                  binding.input(0).segment(),
                  binding.output(0).segment(),
                  binding.inputShape(0).elementCount()));
    }
  }

  private static final class Gelu extends Unary {
    Gelu() {
      super(null);
    }

    @Override
    UnaryOp op(Node node) {
      String approximate = node.attributes().string("approximate", "none");
      return switch (approximate) {
        case "none" -> UnaryOp.GELU_ERF;
        case "tanh" -> UnaryOp.GELU_TANH;
        default ->
            throw new InvalidNodeException(
                "approximate must be none or tanh, found '" + approximate + "'");
      };
    }
  }
}
