package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines on rows, each tried on a small case before it is used. Thread-safe. */
public final class RowRoutines {
  private static final int ROWS = 2;
  private static final float TRIAL_FACTOR = 0.5f;

  /** What routines may differ from the plain loops by, relative to 1 + |x|. */
  private static final float BOUND = 4e-6f;

  private final VectorUnit unit;
  private final int columns;
  private final RoutineCache cache;

  public RowRoutines(VectorUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.cache = new RoutineCache(generated);
    this.columns = 2 * unit.lanes() - 3;
  }

  Routine softmax(boolean scaled, boolean masked) throws MachineCodeRefusedException {
    return cache.get((scaled ? 1 : 0) + (masked ? 2 : 0), new Softmax(scaled, masked));
  }

  Routine layerNorm(boolean bias) throws MachineCodeRefusedException {
    return cache.get(10 + (bias ? 1 : 0), new Norm(true, bias));
  }

  Routine rmsNorm() throws MachineCodeRefusedException {
    return cache.get(20, new Norm(false, false));
  }

  private final class Softmax implements RoutineCache.Recipe {
    private final boolean scaled;
    private final boolean masked;

    Softmax(boolean scaled, boolean masked) {
      this.scaled = scaled;
      this.masked = masked;
    }

    @Override
    public String name() {
      return "softmax";
    }

    @Override
    public String label(long key) {
      return "softmax" + (scaled ? "-scaled" : "") + (masked ? "-masked" : "");
    }

    @Override
    public Assembler write() {
      return new SoftmaxCode(unit, scaled, masked).write();
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      trial(routine, this, true);
    }
  }

  private final class Norm implements RoutineCache.Recipe {
    private final boolean centred;
    private final boolean bias;

    Norm(boolean centred, boolean bias) {
      this.centred = centred;
      this.bias = bias;
    }

    @Override
    public String name() {
      return "the normalization of rows";
    }

    @Override
    public String label(long key) {
      return centred ? bias ? "layer-norm-bias" : "layer-norm" : "rms-norm";
    }

    @Override
    public Assembler write() {
      return new NormCode(unit, centred, bias).write();
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      trial(routine, this, false);
    }
  }

  private static void reference(
      RoutineCache.Recipe recipe, float[] in, float[] second, float[] third, float[] out) {
    if (recipe instanceof Softmax softmax) {
      float factor = softmax.scaled ? TRIAL_FACTOR : 1f;
      RowLoops.softmax(in, factor, softmax.masked ? second : null, out);
    } else if (recipe instanceof Norm norm) {
      RowLoops.norm(in, second, norm.bias ? third : null, TRIAL_FACTOR, norm.centred, out);
    }
  }

  private void trial(Routine routine, RoutineCache.Recipe recipe, boolean secondHasRows)
      throws MachineCodeRefusedException {
    float[] in = Trials.floats(ROWS * columns, 1);
    float[] second = Trials.floats(ROWS * columns, 2);
    float[] third = Trials.floats(columns, 3);
    float[] expected = new float[ROWS * columns];
    for (int row = 0; row < ROWS; row++) {
      float[] out = new float[columns];
      reference(recipe, row(in, row), row(second, secondHasRows ? row : 0), third, out);
      System.arraycopy(out, 0, expected, row * columns, columns);
    }
    try (Arena arena = Arena.ofConfined()) {
      long rowBytes = 4L * columns;
      MemorySegment actual = arena.allocate(ROWS * rowBytes, 64);
      MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
      RowBlock.set(block, RowBlock.IN, Trials.segment(arena, in).address(), rowBytes);
      RowBlock.set(block, RowBlock.OUT, actual.address(), rowBytes);
      long secondRowBytes = secondHasRows ? rowBytes : 0;
      long secondAddress = Trials.segment(arena, second).address();
      RowBlock.set(block, RowBlock.SECOND, secondAddress, secondRowBytes);
      RowBlock.set(block, RowBlock.THIRD, Trials.segment(arena, third).address(), 0);
      RowBlock.setColumns(block, unit, columns, TRIAL_FACTOR);
      routine.call(block.address(), 0, ROWS);
      Trials.compare(expected, actual, BOUND);
    }
  }

  private float[] row(float[] rows, int row) {
    return Arrays.copyOfRange(rows, row * columns, (row + 1) * columns);
  }
}
