package lanewise.engine.op.matrix;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Dims;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Inference;
import lanewise.kernels.Broadcast;
import lanewise.kernels.Shape;

/**
 * How the operands of a matrix product meet: stacks of matrices that broadcast, vectors promoted to
 * matrices, as in NumPy's {@code matmul}.
 *
 * @param batches how many products there are
 * @param lhsBatch the lhs matrix of each product
 * @param rhsBatch the rhs matrix of each product
 */
record MatMulShapes(int m, int n, int k, int batches, int[] lhsBatch, int[] rhsBatch) {

  /** The output's dimensions, or null while a rank is unknown. */
  static List<Dim> infer(Inference inference, int lhs, int rhs) {
    return infer(inference.input(lhs).dims(), inference.input(rhs).dims());
  }

  private static List<Dim> infer(List<Dim> a, List<Dim> b) {
    if (a == null || b == null) {
      return null;
    }
    if (a.isEmpty() || b.isEmpty()) {
      throw new InvalidNodeException("a scalar cannot be multiplied: " + a + " and " + b);
    }
    Dim k = a.getLast();
    Dim rhsK = b.get(Math.max(0, b.size() - 2));
    if (k.isKnown() && rhsK.isKnown() && !k.equals(rhsK)) {
      throw new InvalidNodeException(
          "inner dimensions differ: " + a + " has " + k + ", " + b + " has " + rhsK);
    }
    List<Dim> batch =
        Dims.broadcast(
            a.subList(0, Math.max(0, a.size() - 2)), b.subList(0, Math.max(0, b.size() - 2)));
    List<Dim> out = new ArrayList<>(batch);
    if (a.size() > 1) {
      out.add(a.get(a.size() - 2));
    }
    if (b.size() > 1) {
      out.add(b.getLast());
    }
    return out;
  }

  /** Like {@link #infer} for a right-hand side that is given n × k. */
  static List<Dim> inferTransposed(Inference inference, int lhs, int rhs) {
    List<Dim> b = inference.input(rhs).dims();
    if (b != null && b.size() != 2) {
      throw new InvalidNodeException("a transposed rhs must be a matrix, found " + b);
    }
    return infer(inference.input(lhs).dims(), b == null ? null : b.reversed());
  }

  static MatMulShapes of(Shape lhs, Shape rhs) {
    int m = lhs.rank() > 1 ? lhs.intDim(-2) : 1;
    int k = lhs.intDim(-1);
    int n = rhs.rank() > 1 ? rhs.intDim(-1) : 1;
    Shape lhsStack = stack(lhs);
    Shape rhsStack = stack(rhs);
    if (rhsStack.elementCount() == 1 && lhs.rank() > 1) {
      int rows = Math.toIntExact(lhsStack.elementCount() * m);
      return new MatMulShapes(rows, n, k, 1, new int[1], new int[1]);
    }
    Broadcast broadcast = Broadcast.of(lhsStack, rhsStack);
    boolean empty = m == 0 || n == 0;
    int batches = empty ? 0 : Math.toIntExact(broadcast.shape().elementCount());
    HeapLimit.require(256L * batches, batches + " products");
    int[] lhsBatch = new int[batches];
    int[] rhsBatch = new int[batches];
    for (int i = 0; i < batches; i++) {
      long rest = i;
      long l = 0;
      long r = 0;
      for (int axis = broadcast.rank() - 1; axis >= 0; axis--) {
        long position = rest % broadcast.dim(axis);
        rest /= broadcast.dim(axis);
        l += position * broadcast.stride(0, axis);
        r += position * broadcast.stride(1, axis);
      }
      lhsBatch[i] = (int) l;
      rhsBatch[i] = (int) r;
    }
    return new MatMulShapes(m, n, k, batches, lhsBatch, rhsBatch);
  }

  private static Shape stack(Shape shape) {
    long[] dims = new long[Math.max(0, shape.rank() - 2)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = shape.dim(axis);
    }
    return Shape.of(dims);
  }

  /** How many matrices the rhs has. */
  int rhsCount() {
    int most = -1;
    for (int index : rhsBatch) {
      most = Math.max(most, index);
    }
    return most + 1;
  }
}
