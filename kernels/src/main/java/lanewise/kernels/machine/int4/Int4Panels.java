package lanewise.kernels.machine.int4;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.MatMulInt4.Weights;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.machine.VectorUnit;

/**
 * The packed layout of 4-bit weights: panels of as many columns as a tile has, the last one as wide
 * as its vectors. A panel is its groups, one after the other. A group is a scale for each column,
 * then, where there are zero points, each column's twice as a negative byte, then steps of 32 k. A
 * step is four rows of vectors: each lane of 32 bits has a column's eight k, the first four in the
 * low halves of its bytes, the others in the high halves.
 */
record Int4Panels(VectorUnit unit, Form form) {
  /** Elements of k in a step. */
  static final int STEP = 32;

  /** Rows of vectors in a step. */
  static final int STEP_ROWS = 4;

  /** What is taken off an unsigned nibble where there are no zero points. */
  static final int ZERO = 8;

  int steps() {
    return Math.ceilDiv(form.k(), STEP);
  }

  int stepsPerGroup() {
    return form.group() / STEP;
  }

  int panels() {
    return Math.ceilDiv(form.n(), unit.panelColumns());
  }

  int columns(int panel) {
    return Math.min(unit.panelColumns(), form.n() - panel * unit.panelColumns());
  }

  int vectors(int panel) {
    return Math.ceilDiv(columns(panel), unit.lanes());
  }

  /** Bytes of a vector's scales. */
  int scaleBytes() {
    return unit.lanes() * form.scaleType().blockBytes();
  }

  /** Bytes of a vector's zero points. */
  int zeroBytes() {
    return form.hasZeroPoints() ? unit.lanes() * Short.BYTES : 0;
  }

  int headerBytes(int vectors) {
    return vectors * (scaleBytes() + zeroBytes());
  }

  int stepBytes(int vectors) {
    return STEP_ROWS * vectors * unit.bytes();
  }

  long panelBytes(int vectors) {
    return (long) form.groups() * headerBytes(vectors) + (long) steps() * stepBytes(vectors);
  }

  long bytes() {
    long vectors = Math.ceilDiv(form.n(), unit.lanes());
    return Bounds.product("weights", vectors, panelBytes(1));
  }

  long panelOffset(int panel) {
    return panel * panelBytes(unit.panelVectors());
  }

  /** Where a group of a panel starts. */
  long groupOffset(int panel, int group) {
    int vectors = vectors(panel);
    long bytes = headerBytes(vectors) + (long) stepsPerGroup() * stepBytes(vectors);
    return panelOffset(panel) + group * bytes;
  }

  /** Where the 32 bits of a column's eight elements from {@code k} on are. */
  private long wordAt(int panel, int k, int lane) {
    int vectors = vectors(panel);
    long group = groupOffset(panel, k / form.group());
    int row = k % form.group() / 8;
    return group + headerBytes(vectors) + (long) row * vectors * unit.bytes() + 4L * lane;
  }

  /** The weight of a row of the packed matrix less its zero point. */
  int value(MemorySegment packed, int k, int column) {
    int panel = column / unit.panelColumns();
    int lane = column % unit.panelColumns();
    long at = wordAt(panel, k, lane) + k % 4;
    int q = packed.get(JAVA_BYTE, at) >> (k % 8 < 4 ? 0 : 4) & 15;
    if (!form.hasZeroPoints()) {
      return q - ZERO;
    }
    long zeros = groupOffset(panel, k / form.group()) + (long) vectors(panel) * scaleBytes();
    return q + packed.get(JAVA_BYTE, zeros + 2L * lane);
  }

  float scale(MemorySegment packed, int k, int column) {
    int panel = column / unit.panelColumns();
    long at = groupOffset(panel, k / form.group());
    int lane = column % unit.panelColumns();
    return form.scaleType() == ElementType.FLOAT32
        ? packed.get(JAVA_FLOAT_UNALIGNED, at + 4L * lane)
        : Float.float16ToFloat(packed.get(JAVA_SHORT_UNALIGNED, at + 2L * lane));
  }

  /** Fills a panel; what is past the last column becomes 0. */
  void pack(Weights weights, MemorySegment into, int panel) {
    int lanes = vectors(panel) * unit.lanes();
    for (int group = 0; group < form.groups(); group++) {
      for (int lane = 0; lane < lanes; lane++) {
        packGroup(weights, into, panel, group, lane, lane < columns(panel));
      }
    }
  }

  private void packGroup(
      Weights weights, MemorySegment into, int panel, int group, int lane, boolean present) {
    int vectors = vectors(panel);
    long row = (long) panel * unit.panelColumns() + lane;
    long index = row * form.groups() + group;
    long start = groupOffset(panel, group);
    if (form.scaleType() == ElementType.FLOAT32) {
      int bits = present ? weights.scales().get(JAVA_INT_UNALIGNED, 4 * index) : 0;
      into.set(JAVA_INT_UNALIGNED, start + 4L * lane, bits);
    } else {
      short bits = present ? weights.scales().get(JAVA_SHORT_UNALIGNED, 2 * index) : 0;
      into.set(JAVA_SHORT_UNALIGNED, start + 2L * lane, bits);
    }
    if (form.hasZeroPoints()) {
      byte zero = 0;
      if (present) {
        long at = row * ((form.groups() + 1) / 2) + group / 2;
        zero = (byte) -(weights.zeroPoints().get(JAVA_BYTE, at) >> 4 * (group % 2) & 15);
      }
      long at = start + (long) vectors * scaleBytes() + 2L * lane;
      into.set(JAVA_BYTE, at, zero);
      into.set(JAVA_BYTE, at + 1, zero);
    }
    int flip = weights.type() == ElementType.INT4 ? 0x88888888 : 0;
    int end = Math.min(stepsPerGroup(), steps() - group * stepsPerGroup()) * STEP;
    long from = index * (form.group() / 2);
    long to = start + headerBytes(vectors) + 4L * lane;
    for (int k = 0; k < end; k += 8) {
      int nibbles = present ? weights.values().get(JAVA_INT_UNALIGNED, from + k / 2) ^ flip : 0;
      int word = spread(nibbles & 0xffff) | spread(nibbles >>> 16) << 4;
      into.set(JAVA_INT_UNALIGNED, to + (long) k / 8 * vectors * unit.bytes(), word);
    }
  }

  /** Four nibbles to the low halves of four bytes. */
  private static int spread(int nibbles) {
    int pairs = (nibbles | nibbles << 8) & 0x00ff00ff;
    return (pairs | pairs << 4) & 0x0f0f0f0f;
  }
}
