package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.MIN;
import static jdk.incubator.vector.VectorOperators.ROL;
import static lanewise.kernels.vector.IntegerLanes.I32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;

/**
 * bf16 by bf16. Both sides are widened with the elements of each pair of k exchanged, so that a
 * chain over k is the one that the contract defines, and without subnormal numbers.
 *
 * <p>Where the exponents of a tile and a panel say that no sum can be subnormal, the tiles of the
 * f32 product do; where one may be, {@link FlushingTile} does.
 */
final class Bfloat16Product extends WidenedProduct {
  private static final int SIGN = 0x80000000;
  private static final int LEAST_NORMAL = 0x00800000;
  private static final int EXPONENT_SHIFT = 23;

  /**
   * The least sum of two biased exponents of numbers of 8 bits at which every sum of their products
   * is 0 or at least the least normal number: {@code (e - 127) + (f - 127) - 14 ≥ -126}.
   */
  private static final int SAFE_EXPONENTS = 254 + 14 - 126;

  private final MatrixView lhs;
  private final PackedMatrix rhs;

  Bfloat16Product(
      MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    super(lhs.rows(), rhs.k(), rhs.n(), rows(rhs.k()), rows(rhs.k()), out, epilogue, scratch);
    this.lhs = lhs;
    this.rhs = rhs;
  }

  /** Elements of k with those that fill up the last pair and the last vector. */
  static int rows(int k) {
    return Math.addExact(k, Lanes.COUNT - 1) / Lanes.COUNT * Lanes.COUNT;
  }

  private int pairedRows() {
    return rhs.k() + rhs.k() % 2;
  }

  @Override
  int widen(int panel, long panelAt) {
    long from = panel * HalfPacking.panelBytes(rhs.k());
    if (rhs.k() % 2 == 1) {
      clear(scratch, panelAt + (rhs.k() - 1L) * ROW_BYTES, WIDTH);
    }
    for (int row = 0; row < rhs.k(); row++) {
      long at = from + (long) row * WIDTH * Short.BYTES;
      HalfExpansion.bfloat16(rhs.segment(), at, WIDTH, scratch, panelAt + (row ^ 1L) * ROW_BYTES);
    }
    return flush(scratch, panelAt, pairedRows() * WIDTH);
  }

  @Override
  void tile(
      int panel, int leastExponent, int row, int height, long left, long panelAt, long result) {
    int k = rhs.k();
    long leftRow = (long) rows(k) * Float.BYTES;
    int least = Integer.MAX_VALUE;
    for (int r = 0; r < height; r++) {
      long from = lhs.byteOffset() + (row + r) * lhs.rowStride() * Short.BYTES;
      long to = left + r * leftRow;
      if (k < rows(k)) {
        clear(scratch, to + leftRow - Lanes.BYTES, Lanes.COUNT);
      }
      HalfExpansion.bfloat16(lhs.segment(), from, k, scratch, to);
      least = Math.min(least, flush(scratch, to, rows(k)));
      exchangePairs(scratch, to, rows(k));
    }
    // Each is far above what the other could bring down where it has no number but 0.
    if ((long) least + leastExponent >= SAFE_EXPONENTS) {
      TILE.multiply(
          height,
          scratch,
          left,
          leftRow,
          scratch,
          panelAt,
          pairedRows(),
          scratch,
          result,
          ROW_BYTES);
    } else {
      FlushingTile.multiply(height, scratch, left, leftRow, panelAt, pairedRows(), result, WIDTH);
    }
  }

  private static void clear(MemorySegment segment, long at, int count) {
    for (int i = 0; i < count; i++) {
      segment.set(JAVA_FLOAT_UNALIGNED, at + 4L * i, 0f);
    }
  }

  /**
   * Replaces subnormal numbers by zeros of their sign; gives the least biased exponent of those
   * that are not zero, a large number where all are.
   *
   * @param count a multiple of a vector's lanes
   */
  private static int flush(MemorySegment segment, long at, int count) {
    IntVector least = IntVector.broadcast(I32, Integer.MAX_VALUE);
    for (int i = 0; i < count; i += Lanes.COUNT) {
      IntVector bits = IntVector.fromMemorySegment(I32, segment, at + 4L * i, LITTLE_ENDIAN);
      IntVector magnitude = bits.and(~SIGN);
      IntVector subnormal = magnitude.sub(LEAST_NORMAL).lanewise(ASHR, 31);
      least = least.lanewise(MIN, magnitude.or(subnormal.and(~SIGN)));
      bits.and(subnormal.not().or(SIGN)).intoMemorySegment(segment, at + 4L * i, LITTLE_ENDIAN);
    }
    return least.reduceLanes(MIN) >>> EXPONENT_SHIFT;
  }

  private static void exchangePairs(MemorySegment segment, long at, int count) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      IntVector.fromMemorySegment(I32, segment, at + 4L * i, LITTLE_ENDIAN)
          .reinterpretAsLongs()
          .lanewise(ROL, 32)
          .reinterpretAsInts()
          .intoMemorySegment(segment, at + 4L * i, LITTLE_ENDIAN);
    }
  }
}
