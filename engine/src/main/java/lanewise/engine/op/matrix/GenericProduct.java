package lanewise.engine.op.matrix;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.ElementType;
import lanewise.kernels.task.BlockTask;

/**
 * Products of matrices of any number type, in plain loops: reals are summed in double precision,
 * integers wrap.
 */
final class GenericProduct extends BlockTask {
  /** Strides of an operand's rows and columns, in elements. */
  record Operand(MemorySegment segment, long rowStride, long columnStride) {}

  private final ElementType type;
  private final MatMulShapes shapes;
  private final Operand lhs;
  private final Operand rhs;
  private final MemorySegment out;

  GenericProduct(
      ElementType type, MatMulShapes shapes, Operand lhs, Operand rhs, MemorySegment out) {
    super(
        Math.multiplyExact((long) shapes.batches(), (long) shapes.m()),
        Math.max(1, (long) shapes.n()) * Math.max(1, shapes.k()));
    this.type = requireProduct(type);
    this.shapes = shapes;
    this.lhs = lhs;
    this.rhs = rhs;
    this.out = out;
  }

  /** The product of inputs 0 and 1 as they lie. */
  static GenericProduct dense(Binding binding, MatMulShapes shapes) {
    return new GenericProduct(
        binding.inputType(0),
        shapes,
        new Operand(binding.input(0).segment(), shapes.k(), 1),
        new Operand(binding.input(1).segment(), shapes.n(), 1),
        binding.output(0).segment());
  }

  static ElementType requireProduct(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16, INT32, INT64, UINT32, UINT64 -> type;
      default -> throw new InvalidNodeException("matrices of " + type.label() + " have no product");
    };
  }

  @Override
  protected void range(long start, long end) {
    for (long row = start; row < end; row++) {
      int batch = (int) (row / shapes.m());
      long i = row % shapes.m();
      long matrixSize = (long) shapes.m() * shapes.k();
      long lhsStart = shapes.lhsBatch()[batch] * matrixSize + i * lhs.rowStride();
      long rhsStart = (long) shapes.rhsBatch()[batch] * shapes.k() * shapes.n();
      for (long j = 0; j < shapes.n(); j++) {
        long to = row * shapes.n() + j;
        if (type.isInteger()) {
          integers(lhsStart, rhsStart + j * rhs.columnStride(), to);
        } else {
          reals(lhsStart, rhsStart + j * rhs.columnStride(), to);
        }
      }
    }
  }

  private void integers(long lhsStart, long rhsStart, long to) {
    long sum = 0;
    for (long p = 0; p < shapes.k(); p++) {
      sum +=
          Elements.integer(type, lhs.segment(), lhsStart + p * lhs.columnStride())
              * Elements.integer(type, rhs.segment(), rhsStart + p * rhs.rowStride());
    }
    Elements.setInteger(type, out, to, sum);
  }

  private void reals(long lhsStart, long rhsStart, long to) {
    double sum = 0;
    for (long p = 0; p < shapes.k(); p++) {
      sum +=
          Elements.real(type, lhs.segment(), lhsStart + p * lhs.columnStride())
              * Elements.real(type, rhs.segment(), rhsStart + p * rhs.rowStride());
    }
    Elements.setReal(type, out, to, sum);
  }
}
