package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines that only attention needs, each tried on a small case first. Thread-safe. */
public final class AttentionRoutines {
  private static final long WEIGHTS = 0;
  private static final long JOIN = 100;
  private static final long FINISH = 200;
  private static final long WIDEN = 300;

  /** What routines may differ from the plain loops by, relative to 1 + |x|. */
  private static final float BOUND = 4e-6f;

  private final VectorUnit unit;
  private final RoutineCache cache;

  public AttentionRoutines(VectorUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.cache = new RoutineCache(generated);
  }

  /** Turns a tile's products into weights. */
  Routine weights(WeightCode.Kind kind) throws MachineCodeRefusedException {
    return cache.get(WEIGHTS + kind.number(), new Weights(kind));
  }

  /** Joins a tile to those before it. */
  Routine join() throws MachineCodeRefusedException {
    return cache.get(JOIN, new Join(true, false));
  }

  /** Divides by the sum of weights. */
  Routine finish(boolean sinks) throws MachineCodeRefusedException {
    return cache.get(FINISH + (sinks ? 1 : 0), new Join(false, sinks));
  }

  /** Widens rows to f32. */
  Routine widen(ElementType type) throws MachineCodeRefusedException {
    return cache.get(WIDEN + type.ordinal(), new Widen(type));
  }

  private final class Weights implements RoutineCache.Recipe {
    private final WeightCode.Kind kind;

    Weights(WeightCode.Kind kind) {
      this.kind = kind;
    }

    @Override
    public String name() {
      return "the weights of attention";
    }

    @Override
    public String label(long key) {
      return "attention-weights"
          + (kind.masked() ? "-masked" : "")
          + (kind.capped() ? "-capped" : "")
          + (kind.ranged() ? "-ranged" : "");
    }

    @Override
    public Assembler write() {
      return WeightCode.write(unit, kind);
    }

    /** Two rows of three vectors, of which the first row sees a few keys less. */
    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      int width = 3 * unit.lanes();
      int columns = width - 3;
      float[] scores = Trials.floats(2 * width, 1);
      float[] mask = Trials.floats(2 * width, 2);
      float scale = 1.5f;
      float cap = 2f;
      float[] expected = new float[2 * width];
      float[] states = new float[4];
      for (int row = 0; row < 2; row++) {
        int first = kind.ranged() ? 2 : 0;
        int end = kind.ranged() ? columns - 1 + row : columns;
        double max = Double.NEGATIVE_INFINITY;
        double[] s = new double[width];
        for (int i = first; i < end; i++) {
          s[i] = (double) scores[row * width + i] * scale;
          s[i] = kind.capped() ? cap * Math.tanh(s[i] / cap) : s[i];
          s[i] += kind.masked() ? mask[row * width + i] : 0;
          max = Math.max(max, s[i]);
        }
        double sum = 0;
        for (int i = first; i < end; i++) {
          expected[row * width + i] = (float) Math.exp(s[i] - max);
          sum += expected[row * width + i];
        }
        states[2 * row] = (float) max;
        states[2 * row + 1] = (float) sum;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment actual = Trials.segment(arena, scores);
        MemorySegment actualStates = Trials.segment(arena, new float[4]);
        MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
        ProductBlock.set(block, WeightBlock.SCORES, actual.address());
        ProductBlock.set(block, WeightBlock.SCORE_ROW_BYTES, 4L * width);
        ProductBlock.set(block, WeightBlock.MASK, Trials.segment(arena, mask).address());
        ProductBlock.set(block, WeightBlock.MASK_ROW_BYTES, 4L * width);
        ProductBlock.set(block, WeightBlock.STATES, actualStates.address());
        ProductBlock.set(block, WeightBlock.FIRST_KEY, -5);
        ProductBlock.set(block, WeightBlock.END_KEY, columns - 1);
        ProductBlock.set(block, WeightBlock.KEY_STEP, 1);
        ProductBlock.set(block, WeightBlock.LEAST_KEY, 2);
        ProductBlock.set(block, WeightBlock.MOST_KEY, columns);
        WeightBlock.setFloat(block, 0, WeightBlock.SCALE, scale);
        WeightBlock.setFloat(block, 0, WeightBlock.CAP, cap);
        WeightBlock.setFloat(block, 0, WeightBlock.CAP_INVERSE, 2 / cap);
        ProductBlock.setColumns(block, unit, columns);
        routine.call(block.address(), 0, 2);
        Trials.compare(expected, actual, BOUND);
        Trials.compare(states, actualStates, BOUND);
      }
    }
  }

  private final class Join implements RoutineCache.Recipe {
    private final boolean joins;
    private final boolean sinks;

    Join(boolean joins, boolean sinks) {
      this.joins = joins;
      this.sinks = sinks;
    }

    @Override
    public String name() {
      return "the joining of attention's tiles";
    }

    @Override
    public String label(long key) {
      return joins ? "attention-join" : sinks ? "attention-finish-sinks" : "attention-finish";
    }

    @Override
    public Assembler write() {
      return joins ? JoinCode.join(unit) : JoinCode.finish(unit, sinks);
    }

    /** Three rows, of which the last has no weight so far. */
    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      int columns = 2 * unit.lanes() - 3;
      int rows = 3;
      float[] sums = Trials.floats(rows * columns, 1);
      float[] tile = Trials.floats(rows * columns, 2);
      float lowest = Float.NEGATIVE_INFINITY;
      float[] states = {0.5f, 3f, 2f, 1.5f, lowest, 0f};
      float[] others = {-1f, 2f, 4f, 1.25f, joins ? lowest : 1f, 0f};
      float[] expected = new float[rows * columns];
      for (int row = 0; row < rows; row++) {
        float greatest = joins || sinks ? Math.max(states[2 * row], others[2 * row]) : 0f;
        boolean none = greatest == lowest;
        double own = none ? 0 : joins || sinks ? Math.exp(states[2 * row] - greatest) : 1;
        double other = none ? 0 : Math.exp(others[2 * row] - greatest);
        double sum = states[2 * row + 1] * own + (sinks ? other : 0);
        for (int i = row * columns; i < (row + 1) * columns; i++) {
          double quotient = sum == 0 ? 0 : sums[i] * own / sum;
          expected[i] = (float) (joins ? sums[i] * own + tile[i] * other : quotient);
        }
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment actual = Trials.segment(arena, sums);
        MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
        ProductBlock.set(block, WeightBlock.SUMS, actual.address());
        ProductBlock.set(block, WeightBlock.SUM_ROW_BYTES, 4L * columns);
        ProductBlock.set(block, WeightBlock.TILE, Trials.segment(arena, tile).address());
        ProductBlock.set(block, WeightBlock.TILE_ROW_BYTES, 4L * columns);
        ProductBlock.set(block, WeightBlock.STATES, Trials.segment(arena, states).address());
        long other = Trials.segment(arena, others).address();
        ProductBlock.set(block, WeightBlock.TILE_STATES, other);
        ProductBlock.set(block, WeightBlock.SINKS, other);
        ProductBlock.set(block, WeightBlock.SINK_STEP, 8);
        ProductBlock.setColumns(block, unit, columns);
        routine.call(block.address(), 0, rows);
        Trials.compare(expected, actual, BOUND);
      }
    }
  }

  private final class Widen implements RoutineCache.Recipe {
    private final ElementType type;

    Widen(ElementType type) {
      this.type = type;
    }

    @Override
    public String name() {
      return "the widening of " + type.label() + " rows";
    }

    @Override
    public String label(long key) {
      return "widen-" + type.label();
    }

    @Override
    public Assembler write() {
      return WidenCode.write(unit, type);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      int columns = 2 * unit.lanes() - 3;
      int width = 2 * unit.lanes();
      int count = 2 * columns;
      float[] values = Trials.floats(count, 1);
      byte[] bytes = Trials.bytes(count, 2);
      float[] scales = {0.25f, 0.75f};
      float[] expected = new float[2 * width];
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment source = arena.allocate((long) count * type.blockBytes(), 64);
        for (int i = 0; i < count; i++) {
          expected[i / columns * width + i % columns] =
              switch (type) {
                case FLOAT16 -> {
                  short half = Float.floatToFloat16(values[i]);
                  source.set(JAVA_SHORT, 2L * i, half);
                  yield Float.float16ToFloat(half);
                }
                case BFLOAT16 -> {
                  short half = (short) (Float.floatToRawIntBits(values[i]) >> 16);
                  source.set(JAVA_SHORT, 2L * i, half);
                  yield Float.intBitsToFloat(half << 16);
                }
                case INT8 -> {
                  source.set(java.lang.foreign.ValueLayout.JAVA_BYTE, i, bytes[i]);
                  yield bytes[i] * scales[i / columns];
                }
                default -> {
                  source.set(JAVA_FLOAT, 4L * i, values[i]);
                  yield values[i];
                }
              };
        }
        MemorySegment actual = Trials.segment(arena, new float[2 * width]);
        MemorySegment block = arena.allocate(ProductBlock.BYTES, 64);
        ProductBlock.set(block, ProductBlock.RHS_STEP, 4L * width);
        ProductBlock.set(block, WidenCode.SCALE_STEP, 4);
        ProductBlock.set(block, WidenCode.LAST_COLUMN, columns - unit.lanes());
        ProductBlock.setColumns(block, unit, columns);
        long rowBytes = (long) columns * type.blockBytes();
        long scale = Trials.segment(arena, scales).address();
        routine.call(source.address(), rowBytes, actual.address(), 2, block.address(), scale);
        Trials.compare(expected, actual, 0);
      }
    }
  }
}
