package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * Register tiles of one to six rows by four vectors, for CPUs with 32 vector registers: 24
 * accumulators, four vectors of the panel and one broadcast element of the left-hand side.
 *
 * <p>Each height is written out, since the compiler keeps only local variables in registers, and a
 * method holds nothing but the chains and calls the Vector API itself, since past a limit the
 * compiler inlines that alone.
 */
@SuppressWarnings("NarrowCalculation") // offsets in a tile are small
final class Tile4Vectors extends ProductTile {
  private static final int VECTORS = 4;
  private static final int PANEL_ROW_BYTES = VECTORS * Lanes.BYTES;

  @Override
  int columns() {
    return VECTORS * Lanes.COUNT;
  }

  @Override
  void multiply(
      int rows,
      MemorySegment a,
      long aAt,
      long aStride,
      MemorySegment b,
      long bAt,
      int k,
      MemorySegment c,
      long cAt,
      long cStride) {
    switch (rows) {
      case 1 -> rows1(a, aAt, b, bAt, k, c, cAt);
      case 2 -> rows2(a, aAt, aStride, b, bAt, k, c, cAt, cStride);
      case 3 -> rows3(a, aAt, aStride, b, bAt, k, c, cAt, cStride);
      case 4 -> rows4(a, aAt, aStride, b, bAt, k, c, cAt, cStride);
      case 5 -> rows5(a, aAt, aStride, b, bAt, k, c, cAt, cStride);
      case 6 -> rows6(a, aAt, aStride, b, bAt, k, c, cAt, cStride);
      default -> throw new IllegalArgumentException("a tile has 1 to 6 rows, not " + rows);
    }
  }

  private static void rows1(
      MemorySegment a, long aAt, MemorySegment b, long bAt, int k, MemorySegment c, long cAt) {
    FloatVector c00 = FloatVector.zero(F32);
    FloatVector c01 = FloatVector.zero(F32);
    FloatVector c02 = FloatVector.zero(F32);
    FloatVector c03 = FloatVector.zero(F32);
    for (int p = 0; p < k; p++) {
      long bRow = bAt + (long) p * PANEL_ROW_BYTES;
      FloatVector b0 = fromMemorySegment(F32, b, bRow, LITTLE_ENDIAN);
      FloatVector b1 = fromMemorySegment(F32, b, bRow + Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b2 = fromMemorySegment(F32, b, bRow + 2 * Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b3 = fromMemorySegment(F32, b, bRow + 3 * Lanes.BYTES, LITTLE_ENDIAN);
      long aColumn = aAt + (long) p * Float.BYTES;
      FloatVector a0 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
    }
    c00.intoMemorySegment(c, cAt, LITTLE_ENDIAN);
    c01.intoMemorySegment(c, cAt + Lanes.BYTES, LITTLE_ENDIAN);
    c02.intoMemorySegment(c, cAt + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c03.intoMemorySegment(c, cAt + 3 * Lanes.BYTES, LITTLE_ENDIAN);
  }

  private static void rows2(
      MemorySegment a,
      long aAt,
      long aStride,
      MemorySegment b,
      long bAt,
      int k,
      MemorySegment c,
      long cAt,
      long cStride) {
    FloatVector c00 = FloatVector.zero(F32);
    FloatVector c01 = FloatVector.zero(F32);
    FloatVector c02 = FloatVector.zero(F32);
    FloatVector c03 = FloatVector.zero(F32);
    FloatVector c10 = FloatVector.zero(F32);
    FloatVector c11 = FloatVector.zero(F32);
    FloatVector c12 = FloatVector.zero(F32);
    FloatVector c13 = FloatVector.zero(F32);
    for (int p = 0; p < k; p++) {
      long bRow = bAt + (long) p * PANEL_ROW_BYTES;
      FloatVector b0 = fromMemorySegment(F32, b, bRow, LITTLE_ENDIAN);
      FloatVector b1 = fromMemorySegment(F32, b, bRow + Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b2 = fromMemorySegment(F32, b, bRow + 2 * Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b3 = fromMemorySegment(F32, b, bRow + 3 * Lanes.BYTES, LITTLE_ENDIAN);
      long aColumn = aAt + (long) p * Float.BYTES;
      FloatVector a0 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + aStride));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
    }
    c00.intoMemorySegment(c, cAt, LITTLE_ENDIAN);
    c01.intoMemorySegment(c, cAt + Lanes.BYTES, LITTLE_ENDIAN);
    c02.intoMemorySegment(c, cAt + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c03.intoMemorySegment(c, cAt + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c10.intoMemorySegment(c, cAt + cStride, LITTLE_ENDIAN);
    c11.intoMemorySegment(c, cAt + cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c12.intoMemorySegment(c, cAt + cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c13.intoMemorySegment(c, cAt + cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
  }

  private static void rows3(
      MemorySegment a,
      long aAt,
      long aStride,
      MemorySegment b,
      long bAt,
      int k,
      MemorySegment c,
      long cAt,
      long cStride) {
    FloatVector c00 = FloatVector.zero(F32);
    FloatVector c01 = FloatVector.zero(F32);
    FloatVector c02 = FloatVector.zero(F32);
    FloatVector c03 = FloatVector.zero(F32);
    FloatVector c10 = FloatVector.zero(F32);
    FloatVector c11 = FloatVector.zero(F32);
    FloatVector c12 = FloatVector.zero(F32);
    FloatVector c13 = FloatVector.zero(F32);
    FloatVector c20 = FloatVector.zero(F32);
    FloatVector c21 = FloatVector.zero(F32);
    FloatVector c22 = FloatVector.zero(F32);
    FloatVector c23 = FloatVector.zero(F32);
    for (int p = 0; p < k; p++) {
      long bRow = bAt + (long) p * PANEL_ROW_BYTES;
      FloatVector b0 = fromMemorySegment(F32, b, bRow, LITTLE_ENDIAN);
      FloatVector b1 = fromMemorySegment(F32, b, bRow + Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b2 = fromMemorySegment(F32, b, bRow + 2 * Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b3 = fromMemorySegment(F32, b, bRow + 3 * Lanes.BYTES, LITTLE_ENDIAN);
      long aColumn = aAt + (long) p * Float.BYTES;
      FloatVector a0 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + aStride));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 2 * aStride));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
    }
    c00.intoMemorySegment(c, cAt, LITTLE_ENDIAN);
    c01.intoMemorySegment(c, cAt + Lanes.BYTES, LITTLE_ENDIAN);
    c02.intoMemorySegment(c, cAt + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c03.intoMemorySegment(c, cAt + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c10.intoMemorySegment(c, cAt + cStride, LITTLE_ENDIAN);
    c11.intoMemorySegment(c, cAt + cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c12.intoMemorySegment(c, cAt + cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c13.intoMemorySegment(c, cAt + cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c20.intoMemorySegment(c, cAt + 2 * cStride, LITTLE_ENDIAN);
    c21.intoMemorySegment(c, cAt + 2 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c22.intoMemorySegment(c, cAt + 2 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c23.intoMemorySegment(c, cAt + 2 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
  }

  private static void rows4(
      MemorySegment a,
      long aAt,
      long aStride,
      MemorySegment b,
      long bAt,
      int k,
      MemorySegment c,
      long cAt,
      long cStride) {
    FloatVector c00 = FloatVector.zero(F32);
    FloatVector c01 = FloatVector.zero(F32);
    FloatVector c02 = FloatVector.zero(F32);
    FloatVector c03 = FloatVector.zero(F32);
    FloatVector c10 = FloatVector.zero(F32);
    FloatVector c11 = FloatVector.zero(F32);
    FloatVector c12 = FloatVector.zero(F32);
    FloatVector c13 = FloatVector.zero(F32);
    FloatVector c20 = FloatVector.zero(F32);
    FloatVector c21 = FloatVector.zero(F32);
    FloatVector c22 = FloatVector.zero(F32);
    FloatVector c23 = FloatVector.zero(F32);
    FloatVector c30 = FloatVector.zero(F32);
    FloatVector c31 = FloatVector.zero(F32);
    FloatVector c32 = FloatVector.zero(F32);
    FloatVector c33 = FloatVector.zero(F32);
    for (int p = 0; p < k; p++) {
      long bRow = bAt + (long) p * PANEL_ROW_BYTES;
      FloatVector b0 = fromMemorySegment(F32, b, bRow, LITTLE_ENDIAN);
      FloatVector b1 = fromMemorySegment(F32, b, bRow + Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b2 = fromMemorySegment(F32, b, bRow + 2 * Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b3 = fromMemorySegment(F32, b, bRow + 3 * Lanes.BYTES, LITTLE_ENDIAN);
      long aColumn = aAt + (long) p * Float.BYTES;
      FloatVector a0 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + aStride));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 2 * aStride));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 3 * aStride));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
    }
    c00.intoMemorySegment(c, cAt, LITTLE_ENDIAN);
    c01.intoMemorySegment(c, cAt + Lanes.BYTES, LITTLE_ENDIAN);
    c02.intoMemorySegment(c, cAt + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c03.intoMemorySegment(c, cAt + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c10.intoMemorySegment(c, cAt + cStride, LITTLE_ENDIAN);
    c11.intoMemorySegment(c, cAt + cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c12.intoMemorySegment(c, cAt + cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c13.intoMemorySegment(c, cAt + cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c20.intoMemorySegment(c, cAt + 2 * cStride, LITTLE_ENDIAN);
    c21.intoMemorySegment(c, cAt + 2 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c22.intoMemorySegment(c, cAt + 2 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c23.intoMemorySegment(c, cAt + 2 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c30.intoMemorySegment(c, cAt + 3 * cStride, LITTLE_ENDIAN);
    c31.intoMemorySegment(c, cAt + 3 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c32.intoMemorySegment(c, cAt + 3 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c33.intoMemorySegment(c, cAt + 3 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
  }

  private static void rows5(
      MemorySegment a,
      long aAt,
      long aStride,
      MemorySegment b,
      long bAt,
      int k,
      MemorySegment c,
      long cAt,
      long cStride) {
    FloatVector c00 = FloatVector.zero(F32);
    FloatVector c01 = FloatVector.zero(F32);
    FloatVector c02 = FloatVector.zero(F32);
    FloatVector c03 = FloatVector.zero(F32);
    FloatVector c10 = FloatVector.zero(F32);
    FloatVector c11 = FloatVector.zero(F32);
    FloatVector c12 = FloatVector.zero(F32);
    FloatVector c13 = FloatVector.zero(F32);
    FloatVector c20 = FloatVector.zero(F32);
    FloatVector c21 = FloatVector.zero(F32);
    FloatVector c22 = FloatVector.zero(F32);
    FloatVector c23 = FloatVector.zero(F32);
    FloatVector c30 = FloatVector.zero(F32);
    FloatVector c31 = FloatVector.zero(F32);
    FloatVector c32 = FloatVector.zero(F32);
    FloatVector c33 = FloatVector.zero(F32);
    FloatVector c40 = FloatVector.zero(F32);
    FloatVector c41 = FloatVector.zero(F32);
    FloatVector c42 = FloatVector.zero(F32);
    FloatVector c43 = FloatVector.zero(F32);
    for (int p = 0; p < k; p++) {
      long bRow = bAt + (long) p * PANEL_ROW_BYTES;
      FloatVector b0 = fromMemorySegment(F32, b, bRow, LITTLE_ENDIAN);
      FloatVector b1 = fromMemorySegment(F32, b, bRow + Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b2 = fromMemorySegment(F32, b, bRow + 2 * Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b3 = fromMemorySegment(F32, b, bRow + 3 * Lanes.BYTES, LITTLE_ENDIAN);
      long aColumn = aAt + (long) p * Float.BYTES;
      FloatVector a0 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + aStride));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 2 * aStride));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 3 * aStride));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      FloatVector a4 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 4 * aStride));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      c43 = a4.fma(b3, c43);
    }
    c00.intoMemorySegment(c, cAt, LITTLE_ENDIAN);
    c01.intoMemorySegment(c, cAt + Lanes.BYTES, LITTLE_ENDIAN);
    c02.intoMemorySegment(c, cAt + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c03.intoMemorySegment(c, cAt + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c10.intoMemorySegment(c, cAt + cStride, LITTLE_ENDIAN);
    c11.intoMemorySegment(c, cAt + cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c12.intoMemorySegment(c, cAt + cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c13.intoMemorySegment(c, cAt + cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c20.intoMemorySegment(c, cAt + 2 * cStride, LITTLE_ENDIAN);
    c21.intoMemorySegment(c, cAt + 2 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c22.intoMemorySegment(c, cAt + 2 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c23.intoMemorySegment(c, cAt + 2 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c30.intoMemorySegment(c, cAt + 3 * cStride, LITTLE_ENDIAN);
    c31.intoMemorySegment(c, cAt + 3 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c32.intoMemorySegment(c, cAt + 3 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c33.intoMemorySegment(c, cAt + 3 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c40.intoMemorySegment(c, cAt + 4 * cStride, LITTLE_ENDIAN);
    c41.intoMemorySegment(c, cAt + 4 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c42.intoMemorySegment(c, cAt + 4 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c43.intoMemorySegment(c, cAt + 4 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
  }

  private static void rows6(
      MemorySegment a,
      long aAt,
      long aStride,
      MemorySegment b,
      long bAt,
      int k,
      MemorySegment c,
      long cAt,
      long cStride) {
    FloatVector c00 = FloatVector.zero(F32);
    FloatVector c01 = FloatVector.zero(F32);
    FloatVector c02 = FloatVector.zero(F32);
    FloatVector c03 = FloatVector.zero(F32);
    FloatVector c10 = FloatVector.zero(F32);
    FloatVector c11 = FloatVector.zero(F32);
    FloatVector c12 = FloatVector.zero(F32);
    FloatVector c13 = FloatVector.zero(F32);
    FloatVector c20 = FloatVector.zero(F32);
    FloatVector c21 = FloatVector.zero(F32);
    FloatVector c22 = FloatVector.zero(F32);
    FloatVector c23 = FloatVector.zero(F32);
    FloatVector c30 = FloatVector.zero(F32);
    FloatVector c31 = FloatVector.zero(F32);
    FloatVector c32 = FloatVector.zero(F32);
    FloatVector c33 = FloatVector.zero(F32);
    FloatVector c40 = FloatVector.zero(F32);
    FloatVector c41 = FloatVector.zero(F32);
    FloatVector c42 = FloatVector.zero(F32);
    FloatVector c43 = FloatVector.zero(F32);
    FloatVector c50 = FloatVector.zero(F32);
    FloatVector c51 = FloatVector.zero(F32);
    FloatVector c52 = FloatVector.zero(F32);
    FloatVector c53 = FloatVector.zero(F32);
    for (int p = 0; p < k; p++) {
      long bRow = bAt + (long) p * PANEL_ROW_BYTES;
      FloatVector b0 = fromMemorySegment(F32, b, bRow, LITTLE_ENDIAN);
      FloatVector b1 = fromMemorySegment(F32, b, bRow + Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b2 = fromMemorySegment(F32, b, bRow + 2 * Lanes.BYTES, LITTLE_ENDIAN);
      FloatVector b3 = fromMemorySegment(F32, b, bRow + 3 * Lanes.BYTES, LITTLE_ENDIAN);
      long aColumn = aAt + (long) p * Float.BYTES;
      FloatVector a0 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn));
      c00 = a0.fma(b0, c00);
      c01 = a0.fma(b1, c01);
      c02 = a0.fma(b2, c02);
      c03 = a0.fma(b3, c03);
      FloatVector a1 = FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + aStride));
      c10 = a1.fma(b0, c10);
      c11 = a1.fma(b1, c11);
      c12 = a1.fma(b2, c12);
      c13 = a1.fma(b3, c13);
      FloatVector a2 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 2 * aStride));
      c20 = a2.fma(b0, c20);
      c21 = a2.fma(b1, c21);
      c22 = a2.fma(b2, c22);
      c23 = a2.fma(b3, c23);
      FloatVector a3 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 3 * aStride));
      c30 = a3.fma(b0, c30);
      c31 = a3.fma(b1, c31);
      c32 = a3.fma(b2, c32);
      c33 = a3.fma(b3, c33);
      FloatVector a4 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 4 * aStride));
      c40 = a4.fma(b0, c40);
      c41 = a4.fma(b1, c41);
      c42 = a4.fma(b2, c42);
      c43 = a4.fma(b3, c43);
      FloatVector a5 =
          FloatVector.broadcast(F32, a.get(JAVA_FLOAT_UNALIGNED, aColumn + 5 * aStride));
      c50 = a5.fma(b0, c50);
      c51 = a5.fma(b1, c51);
      c52 = a5.fma(b2, c52);
      c53 = a5.fma(b3, c53);
    }
    c00.intoMemorySegment(c, cAt, LITTLE_ENDIAN);
    c01.intoMemorySegment(c, cAt + Lanes.BYTES, LITTLE_ENDIAN);
    c02.intoMemorySegment(c, cAt + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c03.intoMemorySegment(c, cAt + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c10.intoMemorySegment(c, cAt + cStride, LITTLE_ENDIAN);
    c11.intoMemorySegment(c, cAt + cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c12.intoMemorySegment(c, cAt + cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c13.intoMemorySegment(c, cAt + cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c20.intoMemorySegment(c, cAt + 2 * cStride, LITTLE_ENDIAN);
    c21.intoMemorySegment(c, cAt + 2 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c22.intoMemorySegment(c, cAt + 2 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c23.intoMemorySegment(c, cAt + 2 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c30.intoMemorySegment(c, cAt + 3 * cStride, LITTLE_ENDIAN);
    c31.intoMemorySegment(c, cAt + 3 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c32.intoMemorySegment(c, cAt + 3 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c33.intoMemorySegment(c, cAt + 3 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c40.intoMemorySegment(c, cAt + 4 * cStride, LITTLE_ENDIAN);
    c41.intoMemorySegment(c, cAt + 4 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c42.intoMemorySegment(c, cAt + 4 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c43.intoMemorySegment(c, cAt + 4 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
    c50.intoMemorySegment(c, cAt + 5 * cStride, LITTLE_ENDIAN);
    c51.intoMemorySegment(c, cAt + 5 * cStride + Lanes.BYTES, LITTLE_ENDIAN);
    c52.intoMemorySegment(c, cAt + 5 * cStride + 2 * Lanes.BYTES, LITTLE_ENDIAN);
    c53.intoMemorySegment(c, cAt + 5 * cStride + 3 * Lanes.BYTES, LITTLE_ENDIAN);
  }
}
