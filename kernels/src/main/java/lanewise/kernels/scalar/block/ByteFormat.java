package lanewise.kernels.scalar.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** Q8_0: an f16 scale, then 32 signed bytes. */
final class ByteFormat extends GroupedFormat {
  ByteFormat() {
    super(ElementType.Q8_0, 32, false);
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at);
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    MemorySegment.copy(in, at + 2, out, outAt, 32);
  }
}
