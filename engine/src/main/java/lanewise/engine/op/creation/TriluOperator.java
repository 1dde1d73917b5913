package lanewise.engine.op.creation;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code Trilu}: a triangle of each matrix, the rest zero. */
final class TriluOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.size() < 2) {
      throw new InvalidNodeException("expected matrices, found " + dims);
    }
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Tensor k = binding.hasInput(1) ? binding.input(1) : null;
    if (k != null && (k.elementCount() != 1 || k.type() != ElementType.INT64)) {
      throw new InvalidNodeException("k must be one i64, found " + k);
    }
    return List.of(
        new Triangle(
            binding.input(0),
            k,
            binding.node().attributes().integer("upper", 1) != 0,
            binding.output(0)));
  }

  private static final class Triangle extends BlockTask {
    private final Tensor in;
    private final Tensor k;
    private final boolean upper;
    private final Tensor out;
    private final long rows;
    private final long columns;
    private final int elementBytes;

    Triangle(Tensor in, Tensor k, boolean upper, Tensor out) {
      super(rowCount(in.shape()), in.shape().dim(-1));
      this.in = in;
      this.k = k;
      this.upper = upper;
      this.out = out;
      this.rows = in.shape().dim(-2);
      this.columns = in.shape().dim(-1);
      this.elementBytes = Elements.bytes(in.type());
    }

    private static long rowCount(Shape shape) {
      return shape.elementCount() == 0 ? 0 : shape.elementCount() / shape.dim(-1);
    }

    @Override
    protected void range(long start, long end) {
      long diagonal = k == null ? 0 : Elements.integer(k.type(), k.segment(), 0);
      long offset = Math.clamp(diagonal, -rows - 1, columns + 1);
      for (long row = start; row < end; row++) {
        // Columns from this one on are above the diagonal or on it.
        long border = Math.clamp(row % rows + offset + (upper ? 0 : 1), 0, columns);
        long from = row * columns;
        fill(from, from + border, !upper);
        fill(from + border, from + columns, upper);
      }
    }

    private void fill(long from, long to, boolean kept) {
      if (kept) {
        long byteCount = (to - from) * elementBytes;
        MemorySegment.copy(
            in.segment(), from * elementBytes, out.segment(), from * elementBytes, byteCount);
      } else {
        for (long at = from * elementBytes; at < to * elementBytes; at++) {
          out.segment().set(JAVA_BYTE, at, (byte) 0);
        }
      }
    }
  }
}
