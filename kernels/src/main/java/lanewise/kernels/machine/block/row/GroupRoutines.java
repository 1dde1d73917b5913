package lanewise.kernels.machine.block.row;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.machine.FinishCode;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.ProductBlock;
import lanewise.kernels.machine.RoutineCache;
import lanewise.kernels.machine.Trials;
import lanewise.kernels.machine.VectorUnit;
import lanewise.kernels.scalar.block.ScalarMatMulBlocks;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines of products with few rows, each tried on a small case. Thread-safe. */
final class GroupRoutines {
  private static final int FINISH = 100_000;
  private static final int FLOAT = 200_000;
  private static final float FINISH_BOUND = 1e-6f;
  private static final int TRIAL_BLOCKS = 2;

  private final VectorUnit unit;
  private final RoutineCache cache;

  GroupRoutines(VectorUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.cache = new RoutineCache(generated);
  }

  /** Multiplies {@code rows} rows of quantized activations. */
  Routine product(ElementType type, int rows) throws MachineCodeRefusedException {
    return cache.get(key(type, rows), new Product(unit, type, rows));
  }

  /** Multiplies {@code rows} rows of f32 activations. */
  Routine floatProduct(ElementType type, int rows) throws MachineCodeRefusedException {
    return cache.get(FLOAT + key(type, rows), new FloatProduct(unit, type, rows));
  }

  private static long key(ElementType type, int rows) {
    return type.ordinal() * 100L + rows;
  }

  /** Finishes a group's sums. */
  Routine finish(FinishKind kind) throws MachineCodeRefusedException {
    Routine product = product(ElementType.Q8_0, 1);
    return cache.get(FINISH + kind.number(), new Finish(unit, product, kind));
  }

  /** A product with quantized activations. */
  private record Product(VectorUnit unit, ElementType type, int rows)
      implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the product of quantized activations with " + type.label();
    }

    @Override
    public String label(long key) {
      return type.label().toLowerCase(Locale.ROOT) + "-rows-" + rows;
    }

    @Override
    public Assembler write() {
      return type.blockElements() == 32
          ? SmallBlockCode.write(unit, type, rows)
          : SuperBlockCode.write(unit, type, rows);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      trial(unit, type, rows, routine, null, Epilogue.NONE);
    }
  }

  /** A product with f32 activations, of plain types. */
  private record FloatProduct(VectorUnit unit, ElementType type, int rows)
      implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the product of f32 activations with " + type.label();
    }

    @Override
    public String label(long key) {
      return type.label() + "-rows-f32-" + rows;
    }

    @Override
    public Assembler write() {
      return FloatRowCode.write(unit, type, rows);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      int n = unit.lanes();
      int k = 2 * FloatRowCode.CHAINS + (unit == VectorUnit.AVX512 ? 5 : 0);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment floats = Trials.segment(arena, Trials.floats(rows * k, 1));
        MatrixView lhs = MatrixView.dense(floats, rows, k);
        BlockMatrix weights = weights(arena, type, n, k);
        MatrixView out = MatrixView.dense(arena.allocate(4L * rows * n, 64), rows, n);
        ScalarMatMulBlocks scalar = new ScalarMatMulBlocks();
        MemorySegment scratch = arena.allocate(scalar.scratchBytesPerWorker(type, rows, k, n), 64);
        run(scalar.multiply(lhs, weights, out, Epilogue.NONE, scratch));
        float[] expected = out.segment().toArray(JAVA_FLOAT);
        out.segment().fill((byte) -1);
        MemorySegment none = MemorySegment.NULL;
        MemorySegment blocks = GroupProducts.blocks(unit, lhs, weights, out, Epilogue.NONE, none);
        routine.call(blocks.address(), 0, 1);
        Trials.compare(expected, out.segment(), 0f);
      }
    }
  }

  /** What follows a product. */
  private record Finish(VectorUnit unit, Routine product, FinishKind kind)
      implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "what follows a product with blocks";
    }

    @Override
    public Assembler write() {
      return FinishCode.write(unit, kind);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment bias = Trials.segment(arena, Trials.floats(unit.lanes(), 7));
        MemorySegment residual = Trials.segment(arena, Trials.floats(unit.lanes(), 8));
        MatrixView residualView = MatrixView.dense(residual, 1, unit.lanes());
        Epilogue epilogue =
            new Epilogue(
                kind.bias() ? bias : null,
                kind.activation(),
                kind.residual() ? residualView : null);
        trial(unit, ElementType.Q8_0, 1, product, routine, epilogue);
      }
    }
  }

  /** One group and two blocks of k against the scalar tier. */
  private static void trial(
      VectorUnit unit, ElementType type, int m, Routine routine, Routine finish, Epilogue epilogue)
      throws MachineCodeRefusedException {
    int n = unit.lanes();
    int block = MatMulBlocks.activationBlock(type);
    int k = TRIAL_BLOCKS * block;
    ScalarMatMulBlocks scalar = new ScalarMatMulBlocks();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment floats = Trials.segment(arena, Trials.floats(m * k, 1));
      QuantizedRows lhs =
          new QuantizedRows(block, m, k, arena.allocate(QuantizedRows.bytes(block, m, k), 64));
      run(scalar.quantize(MatrixView.dense(floats, m, k), lhs));
      BlockMatrix weights = weights(arena, type, n, k);
      MatrixView out = MatrixView.dense(arena.allocate(4L * m * n, 64), m, n);
      long scratchBytes = scalar.scratchBytesPerWorker(type, m, k, n);
      MemorySegment scratch = arena.allocate(Math.max(64, scratchBytes), 64);
      run(scalar.multiply(lhs, weights, out, epilogue, scratch));
      float[] expected = out.segment().toArray(JAVA_FLOAT);
      out.segment().fill((byte) -1);
      MemorySegment code = finish == null ? MemorySegment.NULL : finish.code();
      MemorySegment blocks = GroupProducts.blocks(unit, lhs, weights, out, epilogue, code);
      routine.call(blocks.address(), 0, 1);
      Trials.compare(expected, out.segment(), finish == null ? 0f : FINISH_BOUND);
      // What is left over: the first row alone.
      ProductBlock.set(blocks, ProductBlock.RHS_PANEL_BYTES, 0);
      ProductBlock.setColumns(blocks, unit, 1);
      out.segment().set(JAVA_FLOAT, 0, -1f);
      routine.call(blocks.address(), 0, 1);
      Trials.compare(expected, out.segment(), finish == null ? 0f : FINISH_BOUND);
    }
  }

  private static void run(Task task) {
    for (int part = 0; part < task.parts(); part++) {
      task.run(part, 0);
    }
  }

  /** Random codes with moderate scales. */
  private static BlockMatrix weights(Arena arena, ElementType type, int n, int k) {
    if (type.isPlain()) {
      float[] values = Trials.floats(n * k, 3);
      MemorySegment plain = arena.allocate(type.byteSize((long) n * k), 64);
      for (int i = 0; i < values.length; i++) {
        switch (type) {
          case FLOAT32 -> plain.setAtIndex(JAVA_FLOAT, i, values[i]);
          case FLOAT16 -> plain.setAtIndex(JAVA_SHORT, i, Float.floatToFloat16(values[i]));
          default ->
              plain.setAtIndex(JAVA_SHORT, i, (short) (Float.floatToRawIntBits(values[i]) >> 16));
        }
      }
      return BlockMatrix.dense(type, plain, 0, n, k);
    }
    byte[] bytes = Trials.bytes(Math.toIntExact(n * type.byteSize(k)), 3);
    MemorySegment memory = Trials.segment(arena, bytes);
    float[] scales = Trials.floats(2 * n * k / type.blockElements(), 4);
    int next = 0;
    for (long at = 0; at < bytes.length; at += type.blockBytes()) {
      if (type == ElementType.MXFP4) {
        memory.set(JAVA_BYTE, at, (byte) (120 + next++ % 16));
        continue;
      }
      for (int offset : scalesAt(type)) {
        short half = Float.floatToFloat16(scales[next++]);
        memory.set(JAVA_SHORT_UNALIGNED, at + offset, half);
      }
    }
    return BlockMatrix.dense(type, memory, 0, n, k);
  }

  /** Where a block's f16 numbers are. */
  private static int[] scalesAt(ElementType type) {
    return switch (type) {
      case Q4_1, Q5_1, Q4_K, Q5_K -> new int[] {0, 2};
      case Q2_K -> new int[] {80, 82};
      case Q3_K -> new int[] {108};
      case Q6_K -> new int[] {208};
      default -> new int[] {0};
    };
  }
}
