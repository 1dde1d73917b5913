package lanewise.engine.op.elementwise;

import static lanewise.engine.op.OperatorVersions.since;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;

/** Functions of one tensor without parameters. */
final class UnaryOperators {
  private UnaryOperators() {}

  /** What {@code name} means in ONNX, or null. */
  static OperatorVersions find(String name) {
    return switch (name) {
      case "Abs" -> since(6, new Unary(UnaryOp.ABS));
      case "Neg" -> since(6, new Unary(UnaryOp.NEG));
      case "Sign" -> since(9, new Unary(UnaryOp.SIGN));
      case "Reciprocal" -> since(6, new Unary(UnaryOp.RECIPROCAL));
      case "Sqrt" -> since(6, new Unary(UnaryOp.SQRT));
      case "Exp" -> since(6, new Unary(UnaryOp.EXP));
      case "Log" -> since(6, new Unary(UnaryOp.LOG));
      case "Erf" -> since(9, new Unary(UnaryOp.ERF));
      case "Sin" -> since(7, new Unary(UnaryOp.SIN));
      case "Cos" -> since(7, new Unary(UnaryOp.COS));
      case "Tan" -> since(7, new Unary(UnaryOp.TAN));
      case "Asin" -> since(7, new Unary(UnaryOp.ASIN));
      case "Acos" -> since(7, new Unary(UnaryOp.ACOS));
      case "Atan" -> since(7, new Unary(UnaryOp.ATAN));
      case "Sinh" -> since(9, new Unary(UnaryOp.SINH));
      case "Cosh" -> since(9, new Unary(UnaryOp.COSH));
      case "Tanh" -> since(6, new Unary(UnaryOp.TANH));
      case "Asinh" -> since(9, new Unary(UnaryOp.ASINH));
      case "Acosh" -> since(9, new Unary(UnaryOp.ACOSH));
      case "Atanh" -> since(9, new Unary(UnaryOp.ATANH));
      case "Sigmoid" -> since(6, new Unary(UnaryOp.SIGMOID));
      case "Softplus" -> since(1, new Unary(UnaryOp.SOFTPLUS));
      case "Softsign" -> since(1, new Unary(UnaryOp.SOFTSIGN));
      case "Relu" -> since(6, new Unary(UnaryOp.RELU));
      case "HardSwish" -> since(14, new Unary(UnaryOp.HARD_SWISH));
      case "Mish" -> since(18, new Unary(UnaryOp.MISH));
      case "Ceil" -> since(6, new Unary(UnaryOp.CEIL));
      case "Floor" -> since(6, new Unary(UnaryOp.FLOOR));
      case "Round" -> since(11, new Unary(UnaryOp.ROUND_HALF_EVEN));
      case "Not" -> since(1, new Unary(UnaryOp.LOGICAL_NOT));
      case "BitwiseNot" -> since(18, new Unary(UnaryOp.BITWISE_NOT));
      case "Gelu" -> since(20, new Gelu());
      default -> null;
    };
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
