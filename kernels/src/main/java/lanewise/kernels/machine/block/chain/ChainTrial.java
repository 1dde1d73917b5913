package lanewise.kernels.machine.block.chain;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.Trials;
import lanewise.kernels.scalar.block.ScalarMatMulBlocks;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * A small product, computed by routines and by the scalar tier. It has two runs of k, the second of
 * one step and an incomplete one, and one column in its last vector.
 */
record ChainTrial(ChainPanel panel, ElementType type, int rows, FinishKind kind) {
  private static final int RUN = 256;
  private static final int K = RUN + ChainPanel.CHAINS + 9;

  void run(ChainRoutines.OfTask routines, float bound) throws MachineCodeRefusedException {
    int n = panel.unit().lanes() + 1;
    ScalarMatMulBlocks scalar = new ScalarMatMulBlocks();
    try (Arena arena = Arena.ofConfined()) {
      MatrixView lhs = MatrixView.dense(Trials.segment(arena, Trials.floats(rows * K, 1)), rows, K);
      BlockMatrix weights = BlockMatrix.dense(type, weights(arena, n), 0, n, K);
      MatrixView expected = MatrixView.dense(arena.allocate(4L * rows * n, 64), rows, n);
      MatrixView actual = MatrixView.dense(arena.allocate(4L * rows * n, 64), rows, n);
      MemorySegment bias = Trials.segment(arena, Trials.floats(n, 3));
      MemorySegment residual = Trials.segment(arena, Trials.floats(rows * n, 4));
      Epilogue epilogue =
          new Epilogue(
              kind.bias() ? bias : null,
              kind.activation(),
              kind.residual() ? MatrixView.dense(residual, rows, n) : null);
      long scratch = scalar.scratchBytesPerWorker(type, rows, K, n);
      all(scalar.multiply(lhs, weights, expected, epilogue, arena.allocate(scratch, 64)));
      ChainShape shape = ChainShape.of(panel, type, rows, K, n, RUN);
      MemorySegment own = arena.allocate(shape.bytes(), 64);
      all(
          ChainProducts.bind(
              panel, shape, routines, lhs, weights, actual, epilogue, own, shape.bytes()));
      Trials.compareBits(expected.segment(), actual.segment(), bound);
    }
  }

  private MemorySegment weights(Arena arena, int n) {
    float[] values = Trials.floats(n * K, 2);
    MemorySegment memory = arena.allocate(type.byteSize(values.length), 64);
    for (int i = 0; i < values.length; i++) {
      switch (type) {
        case FLOAT32 -> memory.setAtIndex(JAVA_FLOAT, i, values[i]);
        case FLOAT16 -> memory.setAtIndex(JAVA_SHORT, i, Float.floatToFloat16(values[i]));
        default -> {
          int bits = Float.floatToRawIntBits(values[i]);
          memory.setAtIndex(JAVA_SHORT, i, (short) (bits >>> 16));
        }
      }
    }
    return memory;
  }

  private static void all(Task task) {
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }
}
