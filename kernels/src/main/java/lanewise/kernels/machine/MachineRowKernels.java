package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Kernels on rows in machine code; log-softmax, and what is refused, comes from below. */
public final class MachineRowKernels implements RowKernels {
  /** Elements that one part, and so one call, passes over. */
  private static final int ELEMENTS_PER_PART = 16 * 1024;

  private final VectorUnit unit;
  private final RowRoutines routines;
  private final KernelTier below;

  public MachineRowKernels(VectorUnit unit, RowRoutines routines, KernelTier below) {
    this.unit = unit;
    this.routines = routines;
    this.below = below;
  }

  @Override
  public Task softmax(MatrixView in, MatrixView out) {
    requireRows(in, out);
    try {
      return bind(routines.softmax(false, false), in, null, null, 0, out);
    } catch (MachineCodeRefusedException e) {
      return below.rows().softmax(in, out);
    }
  }

  @Override
  public Task logSoftmax(MatrixView in, MatrixView out) {
    return below.rows().logSoftmax(in, out);
  }

  @Override
  public Task layerNorm(
      MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out) {
    requireRows(in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    if (bias != null) {
      Bounds.requireFloats("bias", bias, in.columns());
    }
    try {
      return bind(routines.layerNorm(bias != null), in, scale, bias, epsilon, out);
    } catch (MachineCodeRefusedException e) {
      return below.rows().layerNorm(in, scale, bias, epsilon, out);
    }
  }

  @Override
  public Task rmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out) {
    requireRows(in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    try {
      return bind(routines.rmsNorm(), in, scale, null, epsilon, out);
    } catch (MachineCodeRefusedException e) {
      return below.rows().rmsNorm(in, scale, epsilon, out);
    }
  }

  private static void requireRows(MatrixView in, MatrixView out) {
    Bounds.requireRows("in", in, in.rows(), in.columns());
    Bounds.requireRows("out", out, in.rows(), in.columns());
  }

  private Task bind(
      Routine routine,
      MatrixView in,
      MemorySegment second,
      MemorySegment third,
      float factor,
      MatrixView out) {
    MemorySegment block = Arena.ofAuto().allocate(ProductBlock.BYTES, 64);
    if (in.rows() == 0 || in.columns() == 0) {
      return new Rows(routine, block, 0, 1, new MemorySegment[0]);
    }
    setMatrix(block, RowBlock.IN, in);
    setMatrix(block, RowBlock.OUT, out);
    RowBlock.set(block, RowBlock.SECOND, second == null ? 0 : second.address(), 0);
    RowBlock.set(block, RowBlock.THIRD, third == null ? 0 : third.address(), 0);
    RowBlock.setColumns(block, unit, in.columns(), factor);
    int rowsPerPart = Math.max(1, ELEMENTS_PER_PART / in.columns());
    MemorySegment[] operands = {
      in.segment(),
      out.segment(),
      second == null ? in.segment() : second,
      third == null ? in.segment() : third
    };
    return new Rows(routine, block, in.rows(), rowsPerPart, operands);
  }

  private static void setMatrix(MemorySegment block, int operand, MatrixView matrix) {
    long address = matrix.segment().address() + matrix.byteOffset();
    RowBlock.set(block, operand, address, Float.BYTES * matrix.rowStride());
  }

  /** Rows cut into parts of as many elements as one call may take. */
  private record Rows(
      Routine routine, MemorySegment block, int rows, int rowsPerPart, MemorySegment[] operands)
      implements Task {
    @Override
    public int parts() {
      return Math.ceilDiv(rows, rowsPerPart);
    }

    @Override
    public void run(int part, int worker) {
      for (MemorySegment operand : operands) {
        if (!operand.scope().isAlive()) {
          throw new IllegalStateException("an operand of this kernel has been freed");
        }
      }
      int first = part * rowsPerPart;
      routine.call(block.address(), first, Math.min(rowsPerPart, rows - first));
      Reference.reachabilityFence(this);
    }
  }
}
