package lanewise.engine.op.selection;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code NonZero}: the coordinates of elements that are not zero, a column each. */
final class NonZeroOperator implements Operator {
  private static boolean isNonZero(Tensor tensor, long index) {
    return tensor.type().isFloat()
        ? Elements.real(tensor.type(), tensor.segment(), index) != 0
        : Elements.integer(tensor.type(), tensor.segment(), index) != 0;
  }

  @Override
  public void infer(Inference inference) {
    Tensor constant = inference.constant(0);
    if (constant != null) {
      Elements.requireNumber(constant.type());
      long count = 0;
      for (long i = 0; i < constant.elementCount(); i++) {
        count += isNonZero(constant, i) ? 1 : 0;
      }
      int rank = constant.shape().rank();
      inference.output(0, ElementType.INT64, Shape.of(rank, count));
      return;
    }
    int rank = inference.rank(0);
    Dim rows = rank < 0 ? inference.unknown(0, 0) : Dim.of(rank);
    inference.output(0, ElementType.INT64, List.of(rows, inference.unknown(0, 1)));
  }

  @Override
  public List<Task> bind(Binding binding) {
    return List.of(new Coordinates(binding.input(0), binding.output(0)));
  }

  private record Coordinates(Tensor in, Tensor out) implements Task {
    @Override
    public int parts() {
      return out.elementCount() == 0 ? 0 : 1;
    }

    @Override
    public void run(int part, int worker) {
      long columns = out.shape().dim(1);
      long column = 0;
      for (long i = 0; i < in.elementCount(); i++) {
        if (isNonZero(in, i)) {
          long rest = i;
          for (int axis = in.shape().rank() - 1; axis >= 0; axis--) {
            long at = axis * columns + column;
            Elements.setInteger(ElementType.INT64, out.segment(), at, rest % in.shape().dim(axis));
            rest /= in.shape().dim(axis);
          }
          column++;
        }
      }
    }
  }
}
