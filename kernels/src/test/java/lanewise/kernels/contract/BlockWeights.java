package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.tier.Tiers;

/** Weights of random bits in any block format, at any byte, with gaps between rows. */
final class BlockWeights {
  /** Types whose products with quantized activations exist. */
  static final List<ElementType> QUANTIZED =
      Stream.of(ElementType.values()).filter(MatMulBlocks::takesQuantizedRows).toList();

  /** Types that a block matrix may have. */
  static final List<ElementType> ALL =
      Stream.of(ElementType.values())
          .filter(type ->
              type.isScaledBlock()
                  || type == ElementType.FLOAT32
                  || type == ElementType.FLOAT16
                  || type == ElementType.BFLOAT16)
          .toList();

  private static final short[] EXTREME_HALVES = {
    0x7C00, (short) 0xFC00, 0x7E00, 0x0001, (short) 0x8001, 0x03FF, 0, (short) 0x8000, 0x7BFF
  };

  private BlockWeights() {}

  /** Weights whose values are moderate, so that sums stay finite. */
  static BlockMatrix moderate(ElementType type, int rows, int columns, int at, Random random) {
    return of(type, rows, columns, at, false, random);
  }

  /** Weights whose scales are infinite, NaN, subnormal, zero or moderate. */
  static BlockMatrix extreme(ElementType type, int rows, int columns, int at, Random random) {
    return of(type, rows, columns, at, true, random);
  }

  private static BlockMatrix of(
      ElementType type, int rows, int columns, int at, boolean extreme, Random random) {
    long rowBytes = type.byteSize(columns) + random.nextInt(3);
    MemorySegment memory = Arena.ofAuto().allocate(at + rows * rowBytes, 64);
    byte[] bits = new byte[(int) memory.byteSize()];
    random.nextBytes(bits);
    MemorySegment.copy(bits, 0, memory, JAVA_BYTE, 0, bits.length);
    int blocks = columns / type.blockElements();
    for (int row = 0; row < rows; row++) {
      for (int block = 0; block < blocks; block++) {
        long start = at + row * rowBytes + (long) block * type.blockBytes();
        setScales(type, memory, start, extreme, random);
      }
    }
    return new BlockMatrix(type, memory, at, rows, columns, rowBytes);
  }

  private static void setScales(
      ElementType type, MemorySegment memory, long at, boolean extreme, Random random) {
    switch (type) {
      case FLOAT32 -> {
        float value = extreme ? extremeFloat(random) : (float) Normals.next(random);
        memory.set(JAVA_FLOAT_UNALIGNED, at, value);
      }
      case BFLOAT16 -> {
        float value = extreme ? extremeFloat(random) : (float) Normals.next(random);
        memory.set(JAVA_SHORT_UNALIGNED, at, (short) (Float.floatToRawIntBits(value) >> 16));
      }
      case MXFP4 -> {
        int exponent = extreme ? random.nextInt(256) : 110 + random.nextInt(20);
        memory.set(JAVA_BYTE, at, (byte) exponent);
      }
      case IQ1_M -> {
        // The four nibbles of the f16 scale are the top ones of four 16-bit words.
        short half = half(extreme, random);
        for (int i = 0; i < 4; i++) {
          long byteAt = at + 49 + 2L * i;
          int low = memory.get(JAVA_BYTE, byteAt) & 15;
          memory.set(JAVA_BYTE, byteAt, (byte) (low | (half >> 4 * i & 15) << 4));
        }
      }
      default -> {
        for (long offset : halvesAt(type)) {
          memory.set(JAVA_SHORT_UNALIGNED, at + offset, half(extreme, random));
        }
      }
    }
  }

  private static float extremeFloat(Random random) {
    return (float) Values.real(ElementType.FLOAT32, random);
  }

  private static short half(boolean extreme, Random random) {
    return extreme && random.nextInt(3) == 0
        ? EXTREME_HALVES[random.nextInt(EXTREME_HALVES.length)]
        : Float.floatToFloat16((float) Normals.next(random) * 0.01f);
  }

  /** Where a block's f16 values are. */
  private static long[] halvesAt(ElementType type) {
    return switch (type) {
      case Q4_1, Q5_1, Q4_K, Q5_K -> new long[] {0, 2};
      case Q2_K -> new long[] {80, 82};
      case Q3_K -> new long[] {108};
      case Q6_K -> new long[] {208};
      case TQ1_0 -> new long[] {52};
      case TQ2_0 -> new long[] {64};
      default -> new long[] {0};
    };
  }

  /** The values of weights by the scalar decoder. */
  static float[] decode(BlockMatrix weights) {
    int count = weights.rows() * weights.columns();
    MemorySegment out = Arena.ofAuto().allocate(Math.max(4L * count, 4), 64);
    MatrixView view = MatrixView.dense(out, weights.rows(), weights.columns());
    Runs.run(Tiers.named("scalar").blockFormats().decode(weights, view));
    float[] values = new float[count];
    MemorySegment.copy(out, JAVA_FLOAT_UNALIGNED, 0, values, 0, count);
    return values;
  }
}
