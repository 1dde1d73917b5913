package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static lanewise.kernels.vector.IntegerLanes.I32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums of products of unsigned bytes in a tile of rows times two vectors of columns.
 *
 * <p>Each 32-bit lane belongs to a column and holds two 16-bit products, of an even and an odd k.
 * Both are at most 255 · 255 and so fit their halves without a sign. One accumulator adds the lane
 * as it is, modulo 2³²; the other adds its high half alone; taking the second, shifted up, from the
 * first leaves the sum of the low halves. So two additions and a shift stand for a multiply-add
 * that the Vector API does not have, and every sum is exact modulo 2³².
 */
final class Int8Tile {
  /** Columns of a tile. */
  static final int COLUMNS = 2 * Lanes.COUNT;

  /** The most rows of a tile: as many as registers, and the compiler's patience, allow. */
  static final int MAX_ROWS = Lanes.MANY_REGISTERS ? 4 : 2;

  /** Bytes of a panel for two values of k. */
  static final int PAIR_BYTES = 2 * COLUMNS;

  private static final int HALF_PAIR_BYTES = COLUMNS;

  private Int8Tile() {}

  /**
   * Writes {@code rows} rows of sums; what follows them, up to a whole tile, may be overwritten.
   *
   * @param lhs rows of pairs of unsigned bytes, each pair in the two halves of an int
   * @param pairs how many pairs a row has
   * @param stride elements from a row of sums to the next
   */
  static void multiply(
      int rows,
      int[] lhs,
      MemorySegment rhs,
      long panelAt,
      int pairs,
      int[] sums,
      int at,
      int stride) {
    if (rows == 1) {
      multiply1(lhs, rhs, panelAt, pairs, sums, at);
    } else if (rows == 2) {
      multiply2(lhs, rhs, panelAt, pairs, sums, at, stride);
    } else {
      multiply4(lhs, rhs, panelAt, pairs, sums, at, stride);
    }
  }

  /** Four rows: 16 accumulators. */
  private static void multiply4(
      int[] lhs, MemorySegment rhs, long panelAt, int pairs, int[] sums, int at, int stride) {
    IntVector all00 = IntVector.zero(I32);
    IntVector high00 = IntVector.zero(I32);
    IntVector all01 = IntVector.zero(I32);
    IntVector high01 = IntVector.zero(I32);
    IntVector all10 = IntVector.zero(I32);
    IntVector high10 = IntVector.zero(I32);
    IntVector all11 = IntVector.zero(I32);
    IntVector high11 = IntVector.zero(I32);
    IntVector all20 = IntVector.zero(I32);
    IntVector high20 = IntVector.zero(I32);
    IntVector all21 = IntVector.zero(I32);
    IntVector high21 = IntVector.zero(I32);
    IntVector all30 = IntVector.zero(I32);
    IntVector high30 = IntVector.zero(I32);
    IntVector all31 = IntVector.zero(I32);
    IntVector high31 = IntVector.zero(I32);
    for (int q = 0; q < pairs; q++) {
      long bAt = panelAt + (long) q * PAIR_BYTES;
      ShortVector b0 =
          ((ShortVector)
              ByteVector.fromMemorySegment(IntegerLanes.BYTES_OF_I16, rhs, bAt, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2S, IntegerLanes.I16, 0));
      ShortVector b1 =
          ((ShortVector)
              ByteVector.fromMemorySegment(
                      IntegerLanes.BYTES_OF_I16, rhs, bAt + HALF_PAIR_BYTES, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2S, IntegerLanes.I16, 0));
      ShortVector x0 = IntVector.broadcast(I32, lhs[q]).reinterpretAsShorts();
      IntVector p00 = x0.mul(b0).reinterpretAsInts();
      all00 = all00.add(p00);
      high00 = high00.add(p00.lanewise(VectorOperators.LSHR, 16));
      IntVector p01 = x0.mul(b1).reinterpretAsInts();
      all01 = all01.add(p01);
      high01 = high01.add(p01.lanewise(VectorOperators.LSHR, 16));
      ShortVector x1 = IntVector.broadcast(I32, lhs[pairs + q]).reinterpretAsShorts();
      IntVector p10 = x1.mul(b0).reinterpretAsInts();
      all10 = all10.add(p10);
      high10 = high10.add(p10.lanewise(VectorOperators.LSHR, 16));
      IntVector p11 = x1.mul(b1).reinterpretAsInts();
      all11 = all11.add(p11);
      high11 = high11.add(p11.lanewise(VectorOperators.LSHR, 16));
      ShortVector x2 = IntVector.broadcast(I32, lhs[2 * pairs + q]).reinterpretAsShorts();
      IntVector p20 = x2.mul(b0).reinterpretAsInts();
      all20 = all20.add(p20);
      high20 = high20.add(p20.lanewise(VectorOperators.LSHR, 16));
      IntVector p21 = x2.mul(b1).reinterpretAsInts();
      all21 = all21.add(p21);
      high21 = high21.add(p21.lanewise(VectorOperators.LSHR, 16));
      ShortVector x3 = IntVector.broadcast(I32, lhs[3 * pairs + q]).reinterpretAsShorts();
      IntVector p30 = x3.mul(b0).reinterpretAsInts();
      all30 = all30.add(p30);
      high30 = high30.add(p30.lanewise(VectorOperators.LSHR, 16));
      IntVector p31 = x3.mul(b1).reinterpretAsInts();
      all31 = all31.add(p31);
      high31 = high31.add(p31.lanewise(VectorOperators.LSHR, 16));
    }
    all00.sub(high00.lanewise(VectorOperators.LSHL, 16)).add(high00).intoArray(sums, at);
    all01
        .sub(high01.lanewise(VectorOperators.LSHL, 16))
        .add(high01)
        .intoArray(sums, at + Lanes.COUNT);
    all10.sub(high10.lanewise(VectorOperators.LSHL, 16)).add(high10).intoArray(sums, at + stride);
    all11
        .sub(high11.lanewise(VectorOperators.LSHL, 16))
        .add(high11)
        .intoArray(sums, at + stride + Lanes.COUNT);
    all20
        .sub(high20.lanewise(VectorOperators.LSHL, 16))
        .add(high20)
        .intoArray(sums, at + 2 * stride);
    all21
        .sub(high21.lanewise(VectorOperators.LSHL, 16))
        .add(high21)
        .intoArray(sums, at + 2 * stride + Lanes.COUNT);
    all30
        .sub(high30.lanewise(VectorOperators.LSHL, 16))
        .add(high30)
        .intoArray(sums, at + 3 * stride);
    all31
        .sub(high31.lanewise(VectorOperators.LSHL, 16))
        .add(high31)
        .intoArray(sums, at + 3 * stride + Lanes.COUNT);
  }

  /** Two rows: 8 accumulators. */
  private static void multiply2(
      int[] lhs, MemorySegment rhs, long panelAt, int pairs, int[] sums, int at, int stride) {
    IntVector all00 = IntVector.zero(I32);
    IntVector high00 = IntVector.zero(I32);
    IntVector all01 = IntVector.zero(I32);
    IntVector high01 = IntVector.zero(I32);
    IntVector all10 = IntVector.zero(I32);
    IntVector high10 = IntVector.zero(I32);
    IntVector all11 = IntVector.zero(I32);
    IntVector high11 = IntVector.zero(I32);
    for (int q = 0; q < pairs; q++) {
      long bAt = panelAt + (long) q * PAIR_BYTES;
      ShortVector b0 =
          ((ShortVector)
              ByteVector.fromMemorySegment(IntegerLanes.BYTES_OF_I16, rhs, bAt, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2S, IntegerLanes.I16, 0));
      ShortVector b1 =
          ((ShortVector)
              ByteVector.fromMemorySegment(
                      IntegerLanes.BYTES_OF_I16, rhs, bAt + HALF_PAIR_BYTES, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2S, IntegerLanes.I16, 0));
      ShortVector x0 = IntVector.broadcast(I32, lhs[q]).reinterpretAsShorts();
      IntVector p00 = x0.mul(b0).reinterpretAsInts();
      all00 = all00.add(p00);
      high00 = high00.add(p00.lanewise(VectorOperators.LSHR, 16));
      IntVector p01 = x0.mul(b1).reinterpretAsInts();
      all01 = all01.add(p01);
      high01 = high01.add(p01.lanewise(VectorOperators.LSHR, 16));
      ShortVector x1 = IntVector.broadcast(I32, lhs[pairs + q]).reinterpretAsShorts();
      IntVector p10 = x1.mul(b0).reinterpretAsInts();
      all10 = all10.add(p10);
      high10 = high10.add(p10.lanewise(VectorOperators.LSHR, 16));
      IntVector p11 = x1.mul(b1).reinterpretAsInts();
      all11 = all11.add(p11);
      high11 = high11.add(p11.lanewise(VectorOperators.LSHR, 16));
    }
    all00.sub(high00.lanewise(VectorOperators.LSHL, 16)).add(high00).intoArray(sums, at);
    all01
        .sub(high01.lanewise(VectorOperators.LSHL, 16))
        .add(high01)
        .intoArray(sums, at + Lanes.COUNT);
    all10.sub(high10.lanewise(VectorOperators.LSHL, 16)).add(high10).intoArray(sums, at + stride);
    all11
        .sub(high11.lanewise(VectorOperators.LSHL, 16))
        .add(high11)
        .intoArray(sums, at + stride + Lanes.COUNT);
  }

  /** One row: 4 accumulators. */
  private static void multiply1(
      int[] lhs, MemorySegment rhs, long panelAt, int pairs, int[] sums, int at) {
    IntVector all00 = IntVector.zero(I32);
    IntVector high00 = IntVector.zero(I32);
    IntVector all01 = IntVector.zero(I32);
    IntVector high01 = IntVector.zero(I32);
    for (int q = 0; q < pairs; q++) {
      long bAt = panelAt + (long) q * PAIR_BYTES;
      ShortVector b0 =
          ((ShortVector)
              ByteVector.fromMemorySegment(IntegerLanes.BYTES_OF_I16, rhs, bAt, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2S, IntegerLanes.I16, 0));
      ShortVector b1 =
          ((ShortVector)
              ByteVector.fromMemorySegment(
                      IntegerLanes.BYTES_OF_I16, rhs, bAt + HALF_PAIR_BYTES, LITTLE_ENDIAN)
                  .convertShape(VectorOperators.ZERO_EXTEND_B2S, IntegerLanes.I16, 0));
      ShortVector x0 = IntVector.broadcast(I32, lhs[q]).reinterpretAsShorts();
      IntVector p00 = x0.mul(b0).reinterpretAsInts();
      all00 = all00.add(p00);
      high00 = high00.add(p00.lanewise(VectorOperators.LSHR, 16));
      IntVector p01 = x0.mul(b1).reinterpretAsInts();
      all01 = all01.add(p01);
      high01 = high01.add(p01.lanewise(VectorOperators.LSHR, 16));
    }
    all00.sub(high00.lanewise(VectorOperators.LSHL, 16)).add(high00).intoArray(sums, at);
    all01
        .sub(high01.lanewise(VectorOperators.LSHL, 16))
        .add(high01)
        .intoArray(sums, at + Lanes.COUNT);
  }
}
