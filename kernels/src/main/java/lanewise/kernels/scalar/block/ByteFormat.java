package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** Q8_0: an f16 scale, then 32 signed bytes. */
final class ByteFormat extends GroupedFormat {
  ByteFormat() {
    super(ElementType.Q8_0, 32, false, Levels.range(-127, 127));
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at);
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at, block.scale);
    MemorySegment.copy(block.q, 0, out, JAVA_BYTE, at + 2, 32);
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    MemorySegment.copy(in, at + 2, out, outAt, 32);
  }
}
