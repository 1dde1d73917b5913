package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** Elements that stand alone: f32, f16 and bf16. */
record PlainFormat(ElementType type) implements BlockFormat {
  @Override
  public void decode(MemorySegment in, long at, int count, MemorySegment out, long outAt) {
    switch (type) {
      case FLOAT32 -> MemorySegment.copy(in, JAVA_BYTE, at, out, JAVA_BYTE, outAt, 4L * count);
      case FLOAT16 -> {
        for (long i = 0; i < count; i++) {
          out.set(JAVA_FLOAT_UNALIGNED, outAt + 4L * i, BlockFormat.half(in, at + 2L * i));
        }
      }
      case BFLOAT16 -> {
        for (long i = 0; i < count; i++) {
          float value = Float.intBitsToFloat(in.get(JAVA_SHORT_UNALIGNED, at + 2L * i) << 16);
          out.set(JAVA_FLOAT_UNALIGNED, outAt + 4L * i, value);
        }
      }
      default -> throw new IllegalStateException(type.label());
    }
  }
}
