package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines on rows, each tried on a small case before it is used. Thread-safe. */
final class RowRoutines {
  private static final int ROWS = 2;

  /** What routines may differ from the plain loops by, relative to 1 + |x|. */
  private static final float BOUND = 4e-6f;

  private final VectorUnit unit;
  private final int columns;
  private final RoutineCache cache = new RoutineCache();

  RowRoutines(VectorUnit unit) {
    this.unit = unit;
    this.columns = 2 * unit.lanes() - 3;
  }

  Routine softmax(boolean scaled, boolean masked) throws MachineCodeRefusedException {
    return cache.get(
        (scaled ? 1 : 0) + (masked ? 2 : 0),
        "softmax",
        () -> RowCode.softmax(unit, scaled, masked),
        routine ->
            trial(
                routine,
                (in, second, third, out) ->
                    RowLoops.softmax(in, scaled ? 0.5f : 1f, masked ? second : null, out),
                0.5f,
                true));
  }

  Routine layerNorm(boolean bias) throws MachineCodeRefusedException {
    return cache.get(
        10 + (bias ? 1 : 0),
        "layer normalization",
        () -> RowCode.layerNorm(unit, bias),
        routine ->
            trial(
                routine,
                (in, second, third, out) ->
                    RowLoops.norm(in, second, bias ? third : null, 0.5f, true, out),
                0.5f,
                false));
  }

  Routine rmsNorm() throws MachineCodeRefusedException {
    return cache.get(
        20,
        "root-mean-square normalization",
        () -> RowCode.rmsNorm(unit),
        routine ->
            trial(
                routine,
                (in, second, third, out) -> RowLoops.norm(in, second, null, 0.5f, false, out),
                0.5f,
                false));
  }

  /** A kernel on one row in plain Java. */
  private interface Reference {
    void row(float[] in, float[] second, float[] third, float[] out);
  }

  private void trial(Routine routine, Reference reference, float factor, boolean secondHasRows)
      throws MachineCodeRefusedException {
    try (Arena arena = Arena.ofConfined()) {
      long rowBytes = 4L * columns;
      MemorySegment in = Trials.random(arena, ROWS * columns, 1);
      MemorySegment second = Trials.random(arena, ROWS * columns, 2);
      MemorySegment third = Trials.random(arena, columns, 3);
      MemorySegment actual = arena.allocate(ROWS * rowBytes, 64);
      MemorySegment expected = arena.allocate(ROWS * rowBytes, 64);
      for (int row = 0; row < ROWS; row++) {
        float[] out = new float[columns];
        float[] more = array(second, secondHasRows ? row : 0);
        reference.row(array(in, row), more, array(third, 0), out);
        MemorySegment.copy(out, 0, expected, JAVA_FLOAT, row * rowBytes, columns);
      }
      MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
      RowBlock.set(block, RowBlock.IN, in.address(), rowBytes);
      RowBlock.set(block, RowBlock.OUT, actual.address(), rowBytes);
      RowBlock.set(block, RowBlock.SECOND, second.address(), secondHasRows ? rowBytes : 0);
      RowBlock.set(block, RowBlock.THIRD, third.address(), 0);
      RowBlock.setColumns(block, unit, columns, factor);
      routine.call(block.address(), 0, ROWS);
      Trials.compare(expected, actual, ROWS * columns, BOUND);
    }
  }

  private float[] array(MemorySegment rows, int row) {
    return rows.asSlice(4L * row * columns, 4L * columns).toArray(JAVA_FLOAT);
  }
}
