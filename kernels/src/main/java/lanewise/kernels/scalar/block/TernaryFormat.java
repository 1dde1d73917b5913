package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * TQ1_0 and TQ2_0: codes of -1, 0 and 1, then an f16 scale. TQ2_0 has 2 bits a code: each 32 bytes
 * hold 128 elements, byte i the elements i, i + 32, i + 64 and i + 96.
 *
 * <p>TQ1_0 has five codes in a byte, as a fraction of 256 written in base 3: times 3, a code stands
 * above the byte, and the rest is the next fraction. 32 bytes hold the first 160 elements in steps
 * of 32, 16 bytes the next 80 in steps of 16, and 4 bytes the last 16 in steps of 4.
 */
final class TernaryFormat extends GroupedFormat {
  TernaryFormat(ElementType type) {
    super(type, 32, false, Levels.range(-1, 1));
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return BlockFormat.half(in, at + type().blockBytes() - 2);
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    if (type() == ElementType.TQ1_0) {
      unpackFractions(in, at, 32, 5, out, outAt);
      unpackFractions(in, at + 32, 16, 5, out, outAt + 160);
      unpackFractions(in, at + 48, 4, 4, out, outAt + 240);
      return;
    }
    for (int i = 0; i < 256; i++) {
      int codes = BlockFormat.unsigned(in, at + i / 128 * 32L + i % 32);
      out.set(JAVA_BYTE, outAt + i, (byte) ((codes >> i / 32 % 4 * 2 & 3) - 1));
    }
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    BlockFormat.putHalf(out, at + type().blockBytes() - 2, block.scale);
    if (type() == ElementType.TQ1_0) {
      packFractions(block.q, 0, 32, 5, out, at);
      packFractions(block.q, 160, 16, 5, out, at + 32);
      packFractions(block.q, 240, 4, 4, out, at + 48);
    } else {
      Q2KFormat.packPairs(block.q, 1, out, at);
    }
  }

  private static void packFractions(
      byte[] q, int first, int bytes, int codes, MemorySegment out, long at) {
    for (int i = 0; i < bytes; i++) {
      int digits = 0;
      for (int c = 0; c < 5; c++) {
        digits = 3 * digits + (c < codes ? q[first + c * bytes + i] + 1 : 0);
      }
      // the least fraction of 256 that is not below digits / 3⁵
      BlockFormat.putByte(out, at + i, (256 * digits + 242) / 243);
    }
  }

  private static void unpackFractions(
      MemorySegment in, long at, int bytes, int codes, MemorySegment out, long outAt) {
    for (int i = 0; i < bytes; i++) {
      int fraction = BlockFormat.unsigned(in, at + i);
      for (int c = 0; c < codes; c++) {
        int tripled = 3 * fraction;
        out.set(JAVA_BYTE, outAt + (long) c * bytes + i, (byte) ((tripled >> 8) - 1));
        fraction = tripled & 0xFF;
      }
    }
  }
}
