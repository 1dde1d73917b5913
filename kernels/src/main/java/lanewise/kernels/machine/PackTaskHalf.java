package lanewise.kernels.machine;

import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;

/** Fills packed panels of 16-bit weights, a part each. */
record PackTaskHalf(HalfPanels panels, ElementType source, MatrixView rhs, PackedMatrix into)
    implements Task {
  /**
   * Rows of bf16 that lie in pairs at each column are words of 32 bits, packed like f32; all else
   * goes through Java's own loop.
   */
  static Task of(
      VectorUnit unit,
      ProductRoutinesF32 routines,
      ElementType source,
      MatrixView rhs,
      PackedMatrix into) {
    boolean words =
        source == ElementType.BFLOAT16
            && into.type() == ElementType.BFLOAT16
            && rhs.rowStride() == 1
            && rhs.columnStride() % 2 == 0
            && into.k() % 2 == 0;
    if (!words) {
      return new PackTaskHalf(HalfPanels.of(unit, into), source, rhs, into);
    }
    int pairs = into.k() / 2;
    MatrixView view =
        new MatrixView(rhs.segment(), rhs.byteOffset(), pairs, into.n(), 1, rhs.columnStride() / 2);
    PackedMatrix target =
        new PackedMatrix(into.layout(), ElementType.FLOAT32, pairs, into.n(), into.segment());
    return PackTaskF32.of(unit, routines, view, target);
  }

  @Override
  public int parts() {
    return into.k() == 0 ? 0 : panels.panels();
  }

  @Override
  public void run(int panel, int worker) {
    panels.pack(source, rhs, into.segment(), panel);
  }
}
