package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * 32 codes of 5 bits: 4 of them as {@link NibbleFormat} has them, the fifth of element i in bit i
 * of a 32-bit word before. Q5_0 counts from -16, Q5_1 has a minimum.
 */
final class FiveBitFormat extends GroupedFormat {
  private final int first;
  private final int headerBytes;

  FiveBitFormat(ElementType type) {
    super(
        type,
        32,
        type == ElementType.Q5_1,
        type == ElementType.Q5_1 ? Levels.range(0, 31) : Levels.range(-16, 15));
    this.first = type == ElementType.Q5_1 ? 0 : -16;
    this.headerBytes = type.blockBytes() - 20;
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at);
  }

  @Override
  public float minScale(MemorySegment in, long at) {
    return hasMinima() ? BlockFormat.half(in, at + 2) : 0f;
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at, block.scale);
    if (hasMinima()) {
      BlockFormat.putHalf(out, at + 2, block.minScale);
    }
    int fifths = 0;
    for (int i = 0; i < 16; i++) {
      int low = block.q[i] - first;
      int high = block.q[i + 16] - first;
      fifths |= low >> 4 << i | high >> 4 << i + 16;
      BlockFormat.putByte(out, at + headerBytes + 4 + i, low & 15 | (high & 15) << 4);
    }
    out.set(JAVA_INT_UNALIGNED, at + headerBytes, fifths);
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    int fifths = in.get(JAVA_INT_UNALIGNED, at + headerBytes);
    for (int i = 0; i < 16; i++) {
      int pair = BlockFormat.unsigned(in, at + headerBytes + 4 + i);
      int low = pair & 15 | (fifths >> i & 1) << 4;
      int high = pair >> 4 | (fifths >> i + 16 & 1) << 4;
      out.set(JAVA_BYTE, outAt + i, (byte) (first + low));
      out.set(JAVA_BYTE, outAt + 16 + i, (byte) (first + high));
    }
  }
}
