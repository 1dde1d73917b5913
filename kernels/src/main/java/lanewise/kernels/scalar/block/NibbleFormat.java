package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * 32 codes of 4 bits: byte i holds element i in its low half and element i + 16 in its high half.
 * Q4_0 counts from -8, Q4_1 has a minimum, IQ4_NL and MXFP4 look the code up.
 */
final class NibbleFormat extends GroupedFormat {
  private final byte[] codes;
  private final int headerBytes;

  NibbleFormat(ElementType type) {
    this(type, NibbleCodes.of(type));
  }

  private NibbleFormat(ElementType type, byte[] codes) {
    super(type, 32, type == ElementType.Q4_1, Levels.of(codes));
    this.headerBytes = type.blockBytes() - 16;
    this.codes = codes;
  }

  @Override
  public float scale(MemorySegment in, long at) {
    return type() == ElementType.MXFP4
        ? halfPowerOfTwo(BlockFormat.unsigned(in, at))
        : BlockFormat.half(in, at);
  }

  /** 2 to the power of {@code exponent - 128}: half of what E8M0 means, as codes are doubled. */
  static float halfPowerOfTwo(int exponent) {
    return Float.intBitsToFloat(exponent < 2 ? 0x20_0000 << exponent : exponent - 1 << 23);
  }

  @Override
  public float minScale(MemorySegment in, long at) {
    return hasMinima() ? BlockFormat.half(in, at + 2) : 0f;
  }

  @Override
  public void unpack(MemorySegment in, long at, MemorySegment out, long outAt) {
    unpack(codes, in, at + headerBytes, out, outAt);
  }

  @Override
  float storable(double scale, boolean above) {
    if (type() != ElementType.MXFP4) {
      return super.storable(scale, above);
    }
    int exponent = Math.getExponent(Math.abs(scale)) + (above ? 1 : 0);
    return (float) Math.scalb(1.0, Math.clamp(exponent, -128, 126));
  }

  @Override
  void pack(GroupedBlock block, MemorySegment out, long at) {
    if (type() == ElementType.MXFP4) {
      BlockFormat.putByte(out, at, Math.getExponent((double) block.scale) + 128);
    } else {
      BlockFormat.putHalf(out, at, block.scale);
    }
    if (hasMinima()) {
      BlockFormat.putHalf(out, at + 2, block.minScale);
    }
    pack(codes, block.q, 0, out, at + headerBytes);
  }

  /** Writes the codes of 32 values. */
  static void pack(byte[] codes, byte[] values, int first, MemorySegment out, long at) {
    for (int i = first; i < first + 16; i++) {
      int pair = code(codes, values[i]) | code(codes, values[i + 16]) << 4;
      BlockFormat.putByte(out, at + i - first, pair);
    }
  }

  private static int code(byte[] codes, byte value) {
    int code = 0;
    while (codes[code] != value) {
      code++;
    }
    return code;
  }

  /** Looks up 32 codes. */
  static void unpack(byte[] codes, MemorySegment in, long at, MemorySegment out, long outAt) {
    for (int i = 0; i < 16; i++) {
      int pair = BlockFormat.unsigned(in, at + i);
      out.set(JAVA_BYTE, outAt + i, codes[pair & 15]);
      out.set(JAVA_BYTE, outAt + 16 + i, codes[pair >> 4]);
    }
  }
}
