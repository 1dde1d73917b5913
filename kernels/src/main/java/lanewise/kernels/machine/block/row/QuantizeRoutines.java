package lanewise.kernels.machine.block.row;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.RoutineCache;
import lanewise.kernels.machine.Trials;
import lanewise.kernels.scalar.block.ScalarMatMulBlocks;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Quantizes rows of activations; the operands have been checked. Thread-safe. */
public final class QuantizeRoutines {
  /** Elements that one part passes over. */
  private static final int ELEMENTS_PER_PART = 16 * 1024;

  private final RoutineCache cache;

  /** Routines that {@code generated} is told of. */
  public QuantizeRoutines(GeneratedCode generated) {
    this.cache = new RoutineCache(generated);
  }

  /** The task that quantizes {@code in}. */
  public Task quantize(MatrixView in, QuantizedRows out) throws MachineCodeRefusedException {
    Routine routine = cache.get(out.block(), new Quantize(out.block()));
    boolean empty = in.rows() == 0 || in.columns() == 0;
    int rowsPerPart = Math.max(1, ELEMENTS_PER_PART / Math.max(1, in.columns()));
    return new Rows(
        routine, block(in, out), in.segment(), out.segment(), empty ? 0 : in.rows(), rowsPerPart);
  }

  private static MemorySegment block(MatrixView in, QuantizedRows out) {
    MemorySegment block = Arena.ofAuto().allocate(ProductBlock.BYTES, 64);
    ProductBlock.set(block, ProductBlock.LHS, in.segment().address() + in.byteOffset());
    ProductBlock.set(block, ProductBlock.LHS_ROW_BYTES, Float.BYTES * in.rowStride());
    ProductBlock.set(block, ProductBlock.OUT, out.segment().address());
    long rowBytes = QuantizedRows.rowBytes(out.block(), out.columns());
    ProductBlock.set(block, ProductBlock.OUT_ROW_BYTES, rowBytes);
    ProductBlock.set(block, ProductBlock.LHS_SCALES, QuantizedRows.scalesAt(out.columns()));
    long sumsAt = QuantizedRows.sumsAt(out.block(), out.columns());
    ProductBlock.set(block, ProductBlock.ROW_TERMS, sumsAt);
    ProductBlock.set(block, ProductBlock.K, out.columns() / out.block());
    return block;
  }

  private record Quantize(int elements) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the quantization of activations in blocks of " + elements;
    }

    @Override
    public Assembler write() {
      return QuantizeCode.write(elements);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      int columns = 3 * elements;
      float[] values = Trials.floats(2 * columns, 1);
      values[columns - 1] = Float.NaN;
      Arrays.fill(values, columns, columns + elements, 1e-35f);
      values[columns + elements] = Float.POSITIVE_INFINITY;
      try (Arena arena = Arena.ofConfined()) {
        MatrixView in = MatrixView.dense(Trials.segment(arena, values), 2, columns);
        long bytes = QuantizedRows.bytes(elements, 2, columns);
        QuantizedRows expected = new QuantizedRows(elements, 2, columns, arena.allocate(bytes, 64));
        QuantizedRows out = new QuantizedRows(elements, 2, columns, arena.allocate(bytes, 64));
        Task task = new ScalarMatMulBlocks().quantize(in, expected);
        for (int part = 0; part < task.parts(); part++) {
          task.run(part, 0);
        }
        routine.call(block(in, out).address(), 0, 2);
        byte[] want = expected.segment().toArray(JAVA_BYTE);
        if (!Arrays.equals(want, out.segment().toArray(JAVA_BYTE))) {
          throw new MachineCodeRefusedException("a trial gave other bytes than the reference");
        }
      }
    }
  }

  /** Rows cut into parts of as many elements as one call may take. */
  private record Rows(
      Routine routine,
      MemorySegment block,
      MemorySegment in,
      MemorySegment out,
      int rows,
      int rowsPerPart)
      implements Task {
    @Override
    public int parts() {
      return Math.ceilDiv(rows, rowsPerPart);
    }

    @Override
    public void run(int part, int worker) {
      if (!in.scope().isAlive() || !out.scope().isAlive()) {
        throw new IllegalStateException("an operand of this kernel has been freed");
      }
      int first = part * rowsPerPart;
      routine.call(block.address(), first, Math.min(rowsPerPart, rows - first));
      Reference.reachabilityFence(this);
    }
  }
}
