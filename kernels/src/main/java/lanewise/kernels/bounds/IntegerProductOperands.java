package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatMulInt8.Requantized;
import lanewise.kernels.PackedMatrix;

/** Checks of an 8-bit integer product's operands, the same for every tier. */
public final class IntegerProductOperands {
  private IntegerProductOperands() {}

  /** Requires {@code INT8} or {@code UINT8}. */
  public static void requireInt8(String operand, ElementType type) {
    if (type != ElementType.INT8 && type != ElementType.UINT8) {
      throw new IllegalArgumentException(operand + " must be i8 or u8, it is " + type.label());
    }
  }

  /** Requires an m × k left-hand side and zero points that fit both sides. */
  public static void require(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn) {
    requireInt8("lhs", lhs.type());
    requireInt8("rhs", rhs.type());
    Bounds.requireRows("lhs", lhs.matrix(), lhs.matrix().rows(), rhs.k(), 1);
    if (lhs.zeroPoints() != null) {
      long count = lhs.perRow() ? lhs.matrix().rows() : 1;
      Bounds.requireBytes("the zero points of lhs", lhs.zeroPoints(), count);
    }
    if (rhsZeroPoints != null) {
      Bounds.requireBytes("the zero points of rhs", rhsZeroPoints, perColumn ? rhs.n() : 1);
    }
  }

  /** Requires a scale for each row or one, and for each column or one. */
  public static void requireScales(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsScales,
      boolean perColumn) {
    Bounds.requireFloats("the scales of lhs", lhsScales, lhs.perRow() ? lhs.matrix().rows() : 1);
    Bounds.requireFloats("the scales of rhs", rhsScales, perColumn ? rhs.n() : 1);
  }

  /** Requires an m × n output of 8 bits, its scale, and a bias of n values or none. */
  public static void requireRequantized(int m, int n, MemorySegment bias, Requantized out) {
    requireInt8("out", out.type());
    Bounds.requireRows("out", out.matrix(), m, n, 1);
    Bounds.requireFloats("the scale of out", out.scale(), 1);
    if (out.zeroPoint() != null) {
      Bounds.requireBytes("the zero point of out", out.zeroPoint(), 1);
    }
    int lowest = out.type() == ElementType.INT8 ? -128 : 0;
    if (out.least() < lowest || out.greatest() > lowest + 255 || out.least() > out.greatest()) {
      throw new IllegalArgumentException(
          "out must be held within a part of "
              + out.type().label()
              + ", it is "
              + out.least()
              + " to "
              + out.greatest());
    }
    if (bias != null) {
      Bounds.requireBytes("bias", bias, Math.multiplyExact((long) Integer.BYTES, (long) n));
    }
  }
}
