package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Rotary.Angles;
import lanewise.kernels.Rotary.Operand;
import lanewise.kernels.Rotary.Sizes;

/** Checks of a rotation's operands, the same for every tier. */
public final class RotaryOperands {
  private RotaryOperands() {}

  /** Requires sizes that make sense together and operands that hold them. */
  public static void require(
      Sizes sizes, Operand in, Angles angles, MemorySegment positions, Operand out) {
    int least = Math.min(sizes.rows(), Math.min(sizes.heads(), sizes.headSize()));
    if (least < 0) {
      throw new IllegalArgumentException("a size is negative: " + sizes);
    }
    int turned = sizes.rotarySize();
    if (turned < 0 || turned % 2 != 0 || turned > sizes.headSize()) {
      throw new IllegalArgumentException("rotarySize must be even and at most headSize: " + sizes);
    }
    requireOperand("in", sizes, in);
    requireOperand("out", sizes, out);
    long count = Bounds.product("the angles", angles.length(), turned / 2);
    Bounds.requireFloats("cosines", angles.cosines(), count);
    Bounds.requireFloats("sines", angles.sines(), count);
    Bounds.requireElements("positions", positions, ElementType.INT32, sizes.rows());
  }

  private static void requireOperand(String name, Sizes sizes, Operand operand) {
    if (operand == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    Bounds.requireStrided(
        name,
        operand.segment(),
        operand.byteOffset(),
        Float.BYTES,
        new long[] {sizes.rows(), sizes.heads(), sizes.headSize()},
        new long[] {operand.rowStride(), operand.headStride(), 1});
  }

  /** The position of a row, within the table. */
  public static int position(MemorySegment positions, int row, int length) {
    int position = positions.get(java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED, 4L * row);
    if (position < 0 || position >= length) {
      throw new IndexOutOfBoundsException(
          "row " + row + " has position " + position + ", the table of angles ends at " + length);
    }
    return position;
  }
}
