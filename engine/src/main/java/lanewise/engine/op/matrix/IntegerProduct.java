package lanewise.engine.op.matrix;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.WeightLoading;
import lanewise.engine.op.Weights;
import lanewise.kernels.ConcurrentTasks;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.NativeMemory;

/**
 * Products of 8-bit integers with i32 sums, as {@code MatMulInteger} and {@code QLinearMatMul}
 * share them.
 *
 * @param lhs which input is the left-hand side
 * @param lhsZero which input holds its zero points
 * @param rhs which input is the right-hand side
 * @param rhsZero which input holds its zero points
 */
record IntegerProduct(int lhs, int lhsZero, int rhs, int rhsZero) {
  private static boolean isPackable(Tensor rhs) {
    return rhs != null && rhs.shape().rank() == 2 && Weights.arePacked();
  }

  static ElementType requireInt8(ElementType type) {
    if (type != null && type != ElementType.INT8 && type != ElementType.UINT8) {
      throw new InvalidNodeException("expected i8 or u8, found " + type.label());
    }
    return type;
  }

  void load(WeightLoading loading) {
    Tensor constant = loading.constant(rhs);
    if (isPackable(constant)) {
      requireInt8(constant.type());
      PackedWeights.int8(loading.weights(), loading.tier(), constant);
    }
  }

  MatMulShapes shapes(Sizing sizing) {
    return MatMulShapes.of(sizing.inputShape(lhs), sizing.inputShape(rhs));
  }

  private static long packedBytes(Sizing sizing, MatMulShapes shapes) {
    return NativeMemory.roundUp(sizing.tier().matMulInt8().packedBytes(shapes.k(), shapes.n()));
  }

  /** Scratch for right-hand sides that are not constant. */
  long scratchBytes(Sizing sizing) {
    if (isPackable(sizing.constant(rhs))) {
      return 0;
    }
    MatMulShapes shapes = shapes(sizing);
    return Math.multiplyExact(packedBytes(sizing, shapes), (long) shapes.rhsCount());
  }

  /** The tasks that fill {@code out} with i32 sums. */
  List<Task> bind(Binding binding, MemorySegment scratch, MemorySegment out) {
    requireInt8(binding.inputType(lhs));
    requireInt8(binding.inputType(rhs));
    MatMulShapes shapes = shapes(binding);
    if (shapes.batches() == 0) {
      return List.of();
    }
    MatMulInt8 kernel = binding.tier().matMulInt8();
    List<Task> tasks = new ArrayList<>();
    List<PackedMatrix> packed = new ArrayList<>();
    Tensor constant = binding.constant(rhs);
    if (isPackable(constant)) {
      packed.add(PackedWeights.int8(binding.weights(), binding.tier(), constant));
    } else {
      tasks.add(pack(binding, shapes, scratch, packed));
    }
    boolean perColumn = isPerLine(binding, rhsZero, shapes.n(), "column");
    boolean perRow = isPerLine(binding, lhsZero, shapes.m(), "row");
    List<Task> products = new ArrayList<>();
    for (int i = 0; i < shapes.batches(); i++) {
      long lhsOffset = (long) shapes.lhsBatch()[i] * shapes.m() * shapes.k();
      MatrixView matrix =
          new MatrixView(
              binding.input(lhs).segment(), lhsOffset, shapes.m(), shapes.k(), shapes.k(), 1);
      long outOffset = 4L * i * shapes.m() * shapes.n();
      products.add(
          kernel.multiply(
              new MatMulInt8.Lhs(binding.inputType(lhs), matrix, memory(binding, lhsZero), perRow),
              packed.get(shapes.rhsBatch()[i]),
              memory(binding, rhsZero),
              perColumn,
              new MatrixView(out, outOffset, shapes.m(), shapes.n(), shapes.n(), 1)));
    }
    tasks.add(ConcurrentTasks.of(products));
    return tasks;
  }

  private Task pack(
      Binding binding, MatMulShapes shapes, MemorySegment scratch, List<PackedMatrix> packed) {
    MatMulInt8 kernel = binding.tier().matMulInt8();
    long packedBytes = packedBytes(binding, shapes);
    List<Task> packs = new ArrayList<>();
    for (int i = 0; i < shapes.rhsCount(); i++) {
      MemorySegment memory = scratch.asSlice(i * packedBytes, packedBytes);
      packed.add(kernel.packed(binding.inputType(rhs), shapes.k(), shapes.n(), memory));
      long byteOffset = (long) i * shapes.k() * shapes.n();
      MatrixView matrix =
          new MatrixView(
              binding.input(rhs).segment(), byteOffset, shapes.k(), shapes.n(), shapes.n(), 1);
      packs.add(kernel.pack(matrix, packed.getLast()));
    }
    return ConcurrentTasks.of(packs);
  }

  private static MemorySegment memory(Binding binding, int input) {
    return binding.hasInput(input) ? binding.input(input).segment() : null;
  }

  /** Whether zero points or scales are given for each of {@code count} lines, else there is one. */
  static boolean isPerLine(Binding binding, int input, int count, String line) {
    if (!binding.hasInput(input)) {
      return false;
    }
    Shape shape = binding.inputShape(input);
    if (shape.elementCount() == 1) {
      return false;
    }
    if (shape.elementCount() != count) {
      throw new InvalidNodeException(
          "input "
              + input
              + " must have one element or one a "
              + line
              + " ("
              + count
              + "), found shape "
              + shape);
    }
    return true;
  }
}
