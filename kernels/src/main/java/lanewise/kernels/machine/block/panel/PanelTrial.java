package lanewise.kernels.machine.block.panel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.Trials;
import lanewise.kernels.scalar.block.ScalarMatMulBlocks;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * A small product of any bytes, computed by routines and by the scalar tier. It has two runs of k,
 * the second of one block, and one column in its last vector.
 */
record PanelTrial(PanelScheme scheme, int rows, FinishKind kind) {

  void run(PanelRoutines.OfTask routines, float bound) throws MachineCodeRefusedException {
    int block = scheme.type().blockElements();
    int run = scheme.isShort() ? 512 : block;
    int k = run + block;
    int n = scheme.unit().lanes() + 1;
    ScalarMatMulBlocks scalar = new ScalarMatMulBlocks();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(QuantizedRows.bytes(block, rows, k), 64);
      QuantizedRows lhs = new QuantizedRows(block, rows, k, memory);
      MemorySegment values = Trials.segment(arena, Trials.floats(rows * k, 1));
      all(scalar.quantize(MatrixView.dense(values, rows, k), lhs));
      byte[] bytes = Trials.bytes((int) (n * scheme.type().byteSize(k)), 2);
      MemorySegment blocks = Trials.segment(arena, bytes);
      BlockMatrix weights = BlockMatrix.dense(scheme.type(), blocks, 0, n, k);
      MatrixView expected = MatrixView.dense(arena.allocate(4L * rows * n, 64), rows, n);
      MatrixView actual = MatrixView.dense(arena.allocate(4L * rows * n, 64), rows, n);
      MemorySegment bias = Trials.segment(arena, Trials.floats(n, 3));
      MemorySegment residual = Trials.segment(arena, Trials.floats(rows * n, 4));
      Epilogue epilogue =
          new Epilogue(
              kind.bias() ? bias : null,
              kind.activation(),
              kind.residual() ? MatrixView.dense(residual, rows, n) : null);
      long scratch = scalar.scratchBytesPerWorker(scheme.type(), rows, k, n);
      all(scalar.multiply(lhs, weights, expected, epilogue, arena.allocate(scratch, 64)));
      PanelShape shape = PanelShape.of(scheme, rows, k, n, run);
      long own = PanelScratch.of(scheme, shape).bytes();
      all(
          PanelProducts.bind(
              scheme,
              shape,
              routines,
              lhs,
              weights,
              actual,
              epilogue,
              arena.allocate(own, 64),
              own));
      Trials.compareBits(expected.segment(), actual.segment(), bound);
    }
  }

  private static void all(Task task) {
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }
}
