package lanewise.engine.op.matrix;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code Det}, by elimination with the greatest pivot of each column. */
final class DetOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    if (dims == null) {
      inference.output(0, type, (List<Dim>) null);
      return;
    }
    int rank = dims.size();
    boolean square = rank >= 2;
    if (square && dims.get(rank - 1).isKnown() && dims.get(rank - 2).isKnown()) {
      square = dims.get(rank - 1).equals(dims.get(rank - 2));
    }
    if (!square) {
      throw new InvalidNodeException("expected square matrices, found " + dims);
    }
    inference.output(0, type, dims.subList(0, rank - 2));
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    long n = sizing.inputShape(0).dim(-1);
    return Math.multiplyExact(Math.multiplyExact(n, n), (long) Double.BYTES);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    return List.of(new Eliminate(binding.input(0), binding.output(0), binding.scratch()));
  }

  private record Eliminate(Tensor in, Tensor out, MemorySegment scratch) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      long n = in.shape().dim(-1);
      for (long matrix = 0; matrix < out.elementCount(); matrix++) {
        for (long i = 0; i < n * n; i++) {
          set(i, Elements.real(in.type(), in.segment(), matrix * n * n + i));
        }
        Elements.setReal(out.type(), out.segment(), matrix, determinant(n));
      }
    }

    private double determinant(long n) {
      double product = 1;
      for (long column = 0; column < n; column++) {
        long pivot = column;
        for (long row = column + 1; row < n; row++) {
          if (Math.abs(get(row * n + column)) > Math.abs(get(pivot * n + column))) {
            pivot = row;
          }
        }
        double value = get(pivot * n + column);
        if (value == 0) {
          return 0;
        }
        product *= pivot == column ? value : -value;
        for (long i = column; i < n && pivot != column; i++) {
          double above = get(column * n + i);
          set(column * n + i, get(pivot * n + i));
          set(pivot * n + i, above);
        }
        for (long row = column + 1; row < n; row++) {
          double factor = get(row * n + column) / value;
          for (long i = column; i < n; i++) {
            set(row * n + i, get(row * n + i) - factor * get(column * n + i));
          }
        }
      }
      return product;
    }

    private double get(long index) {
      return scratch.getAtIndex(JAVA_DOUBLE, index);
    }

    private void set(long index, double value) {
      scratch.setAtIndex(JAVA_DOUBLE, index, value);
    }
  }
}
