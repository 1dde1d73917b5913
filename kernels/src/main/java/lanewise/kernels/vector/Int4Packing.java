package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.MatMulInt4.Weights;
import lanewise.kernels.Task;

/** Fills panels of 4-bit weights, a part each; what is past the last column becomes 0. */
record Int4Packing(Int4Layout layout, Weights weights, MemorySegment into) implements Task {
  /** What is taken off an unsigned nibble where there are no zero points. */
  private static final int ZERO = 8;

  @Override
  public int parts() {
    return layout.form().k() == 0 ? 0 : layout.panels();
  }

  @Override
  public void run(int panel, int worker) {
    for (int group = 0; group < layout.form().groups(); group++) {
      long at = layout.groupAt(panel, group);
      for (int lane = 0; lane < WidenedProduct.WIDTH; lane++) {
        pack((long) panel * WidenedProduct.WIDTH + lane, group, at + 4L * lane);
      }
    }
  }

  private void pack(long row, int group, long at) {
    Form form = layout.form();
    boolean present = row < form.n();
    long index = row * form.groups() + group;
    into.set(JAVA_FLOAT_UNALIGNED, at, present ? scale(index) : 0f);
    float zero = Int4Layout.MAGIC + (present ? zero(row, group) : ZERO);
    into.set(JAVA_FLOAT_UNALIGNED, at + WidenedProduct.ROW_BYTES, zero);
    int flip = weights.type() == ElementType.INT4 ? 0x88888888 : 0;
    long from = index * (form.group() / 2);
    for (int word = 0; word < form.group() / Int4Layout.WORD; word++) {
      int nibbles = present ? weights.values().get(JAVA_INT_UNALIGNED, from + 4L * word) ^ flip : 0;
      into.set(JAVA_INT_UNALIGNED, at + (2L + word) * WidenedProduct.ROW_BYTES, nibbles);
    }
  }

  private int zero(long row, int group) {
    if (weights.zeroPoints() == null) {
      return ZERO;
    }
    long at = row * ((layout.form().groups() + 1) / 2) + group / 2;
    return weights.zeroPoints().get(JAVA_BYTE, at) >> 4 * (group % 2) & 15;
  }

  private float scale(long index) {
    return layout.form().scaleType() == ElementType.FLOAT32
        ? weights.scales().get(JAVA_FLOAT_UNALIGNED, 4 * index)
        : Float.float16ToFloat(weights.scales().get(JAVA_SHORT_UNALIGNED, 2 * index));
  }
}
