package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static lanewise.kernels.vector.IntegerLanes.I32;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.bounds.Bounds;

/**
 * The packed layout of 4-bit weights: panels of a tile's columns, a panel its groups one after the
 * other. A group is a row of scales, a row of 2²³ plus the zero points, both f32, then rows of
 * words with eight k of a column each, the first in the low bits.
 */
record Int4Layout(Form form) {
  private static final int WIDTH = WidenedProduct.WIDTH;
  private static final int ROW_BYTES = WidenedProduct.ROW_BYTES;

  /** Elements of k in a word. */
  static final int WORD = 8;

  /** 2²³: in its bits the lowest ones count ones. */
  static final float MAGIC = 0x1p23f;

  private static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);
  private static final int NIBBLE = 15;
  private static final int NIBBLE_BITS = 4;

  /** Elements of k, the last group whole. */
  int rows() {
    return Math.multiplyExact(form.groups(), form.group());
  }

  int panels() {
    return PanelPacking.panels(form.n(), WIDTH);
  }

  private long groupBytes() {
    return (2L + form.group() / WORD) * ROW_BYTES;
  }

  long bytes() {
    return Bounds.product("weights", panels(), form.groups(), groupBytes());
  }

  /** Where a group's scales are; its zero points are a row further, its words two. */
  long groupAt(int panel, int group) {
    return ((long) panel * form.groups() + group) * groupBytes();
  }

  /** Widens a panel to {@link #rows} rows of f32: {@code q - z}, times the scale if asked for. */
  void widen(MemorySegment packed, int panel, boolean scaled, MemorySegment to, long at) {
    int words = form.group() / WORD;
    for (int group = 0; group < form.groups(); group++) {
      long from = groupAt(panel, group);
      long target = at + (long) group * form.group() * ROW_BYTES;
      for (int column = 0; column < WIDTH; column += Lanes.COUNT) {
        long offset = (long) column * Float.BYTES;
        if (scaled) {
          widenScaled(packed, from + offset, words, to, target + offset);
        } else {
          widenPlain(packed, from + offset, words, to, target + offset);
        }
      }
    }
  }

  private static void widenScaled(
      MemorySegment packed, long from, int words, MemorySegment to, long at) {
    FloatVector scale = FloatVector.fromMemorySegment(F32, packed, from, LITTLE_ENDIAN);
    FloatVector zero = FloatVector.fromMemorySegment(F32, packed, from + ROW_BYTES, LITTLE_ENDIAN);
    for (int word = 0; word < words; word++) {
      IntVector x =
          IntVector.fromMemorySegment(I32, packed, from + (2L + word) * ROW_BYTES, LITTLE_ENDIAN);
      for (int i = 0; i < WORD; i++) {
        x.lanewise(LSHR, NIBBLE_BITS * i)
            .and(NIBBLE)
            .or(MAGIC_BITS)
            .reinterpretAsFloats()
            .sub(zero)
            .mul(scale)
            .intoMemorySegment(to, at + ((long) word * WORD + i) * ROW_BYTES, LITTLE_ENDIAN);
      }
    }
  }

  private static void widenPlain(
      MemorySegment packed, long from, int words, MemorySegment to, long at) {
    FloatVector zero = FloatVector.fromMemorySegment(F32, packed, from + ROW_BYTES, LITTLE_ENDIAN);
    for (int word = 0; word < words; word++) {
      IntVector x =
          IntVector.fromMemorySegment(I32, packed, from + (2L + word) * ROW_BYTES, LITTLE_ENDIAN);
      for (int i = 0; i < WORD; i++) {
        x.lanewise(LSHR, NIBBLE_BITS * i)
            .and(NIBBLE)
            .or(MAGIC_BITS)
            .reinterpretAsFloats()
            .sub(zero)
            .intoMemorySegment(to, at + ((long) word * WORD + i) * ROW_BYTES, LITTLE_ENDIAN);
      }
    }
  }
}
