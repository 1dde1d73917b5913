package lanewise.kernels.machine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The routines between f32 and bytes, each tried on a small case before it is used. Thread-safe.
 */
final class QuantizeRoutines {
  private static final int LANES = VectorUnit.AVX512.lanes();

  /** Some turns of the unrolled loop, a single vector, and single elements. */
  private static final int COUNT = 5 * LANES + 3;

  private static final float SCALE = 0.0125f;

  private final RoutineCache cache;

  QuantizeRoutines(GeneratedCode generated) {
    this.cache = new RoutineCache(generated);
  }

  /** The least and the greatest element. */
  Routine range() throws MachineCodeRefusedException {
    return cache.get(0, new Conversion(Kind.RANGE, false));
  }

  Routine quantize(boolean signed) throws MachineCodeRefusedException {
    return cache.get(signed ? 1 : 2, new Conversion(Kind.QUANTIZE, signed));
  }

  Routine dequantize(boolean signed) throws MachineCodeRefusedException {
    return cache.get(signed ? 3 : 4, new Conversion(Kind.DEQUANTIZE, signed));
  }

  private enum Kind {
    RANGE,
    QUANTIZE,
    DEQUANTIZE
  }

  private static final class Conversion implements RoutineCache.Recipe {
    private final Kind kind;
    private final boolean signed;

    Conversion(Kind kind, boolean signed) {
      this.kind = kind;
      this.signed = signed;
    }

    @Override
    public String name() {
      return "quantization";
    }

    @Override
    public String label(long key) {
      String type = signed ? "-i8" : "-u8";
      return switch (kind) {
        case RANGE -> "range";
        case QUANTIZE -> "quantize" + type;
        case DEQUANTIZE -> "dequantize" + type;
      };
    }

    @Override
    public Assembler write() {
      return switch (kind) {
        case RANGE -> QuantizeCode.range();
        case QUANTIZE -> QuantizeCode.quantize(signed);
        case DEQUANTIZE -> QuantizeCode.dequantize(signed);
      };
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      float[] floats = Trials.floats(COUNT, 1);
      byte[] bytes = Trials.bytes(COUNT, 2);
      int zeroPoint = signed ? -7 : 130;
      float[] expected = new float[kind == Kind.RANGE ? 2 : COUNT];
      for (int i = 0; i < COUNT; i++) {
        int x = signed ? bytes[i] : bytes[i] & 0xFF;
        switch (kind) {
          case RANGE -> {
            expected[0] = Math.min(expected[0], floats[i]);
            expected[1] = Math.max(expected[1], floats[i]);
          }
          case QUANTIZE -> {
            int rounded = (int) Math.rint(floats[i] / SCALE) + zeroPoint;
            expected[i] = Math.clamp(rounded, signed ? -128 : 0, signed ? 127 : 255);
          }
          case DEQUANTIZE -> expected[i] = (x - zeroPoint) * SCALE;
        }
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment in =
            kind == Kind.DEQUANTIZE ? Trials.segment(arena, bytes) : Trials.segment(arena, floats);
        MemorySegment out = arena.allocate(4L * COUNT, 64);
        int bits = Float.floatToRawIntBits(SCALE);
        routine.call(in.address(), out.address(), COUNT / LANES, 7, bits, zeroPoint);
        Trials.compare(expected, kind == Kind.QUANTIZE ? widened(arena, out) : out, 0);
      }
    }

    private MemorySegment widened(Arena arena, MemorySegment bytes) {
      float[] values = new float[COUNT];
      for (int i = 0; i < COUNT; i++) {
        byte x = bytes.get(ValueLayout.JAVA_BYTE, i);
        values[i] = signed ? x : x & 0xFF;
      }
      return Trials.segment(arena, values);
    }
  }
}
