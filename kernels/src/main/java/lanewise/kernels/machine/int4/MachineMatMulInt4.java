package lanewise.kernels.machine.int4;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.kernels.bounds.Int4Operands;
import lanewise.kernels.machine.FloatProduct;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.ProductRoutinesF32;
import lanewise.kernels.machine.ProductTask;
import lanewise.kernels.machine.VectorUnit;
import lanewise.kernels.scalar.Finish;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Products with 4-bit weights in machine code; {@link Int4Panels} is how they are packed. */
public final class MachineMatMulInt4 implements MatMulInt4 {
  private final VectorUnit unit;
  private final String layout;
  private final Int4Routines routines;
  private final ProductRoutinesF32 floats;

  /**
   * Kernels for a unit.
   *
   * @param dot whether the CPU has AVX512-VNNI
   * @param floats the routines of the f32 product
   */
  public MachineMatMulInt4(
      VectorUnit unit, boolean dot, GeneratedCode generated, ProductRoutinesF32 floats) {
    this.unit = unit;
    this.layout = unit == VectorUnit.AVX512 ? "machine/int4/64" : "machine/int4/16";
    this.routines = new Int4Routines(unit, dot && unit == VectorUnit.AVX512, generated);
    this.floats = floats;
  }

  @Override
  public long packedBytes(Form form) {
    Int4Operands.requireForm(form);
    return new Int4Panels(unit, form).bytes();
  }

  @Override
  public Packed packed(Form form, MemorySegment memory) {
    Packed packed = new Packed(layout, form, memory);
    Int4Operands.requirePacked(packed, layout, packedBytes(form));
    return packed;
  }

  @Override
  public Task pack(Weights weights, Packed into) {
    Int4Operands.requirePacked(into, layout, packedBytes(into.form()));
    Int4Operands.requireWeights(weights, into.form());
    return new PackTaskInt4(new Int4Panels(unit, into.form()), weights, into.segment());
  }

  /** Room for a whole panel widened: where a residual is the output, sums can't rest there. */
  @Override
  public long scratchBytesPerWorker(Form form, int m) {
    Int4Operands.requireForm(form);
    long rows = (long) new Int4Panels(unit, form).steps() * Int4Panels.STEP;
    long panel = Bounds.product("scratch", rows, unit.panelColumns(), Float.BYTES);
    return Int4WidenedTask.PANEL + panel;
  }

  @Override
  public Task multiply(
      MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Int4Operands.requirePacked(weights, layout, packedBytes(weights.form()));
    Int4Panels panels = new Int4Panels(unit, weights.form());
    long scratchBytes = scratchBytesPerWorker(weights.form(), lhs.rows());
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, scratchBytes);
    try {
      return widened(panels, lhs, weights, out, epilogue, scratch, scratchBytes);
    } catch (MachineCodeRefusedException e) {
      return new Int4Loops(panels, lhs, null, weights, new Finish(out, epilogue));
    }
  }

  private Task widened(
      Int4Panels panels,
      MatrixView lhs,
      Packed weights,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch,
      long scratchBytes)
      throws MachineCodeRefusedException {
    Form form = weights.form();
    PackedMatrix rhs =
        new PackedMatrix(layout, ElementType.FLOAT32, form.k(), form.n(), weights.segment());
    FloatProduct floatProduct =
        new FloatProduct(unit, unit.bytes(), form.k(), 0, Float.BYTES, floats, floats);
    ProductTask product = floatProduct.bind(lhs, rhs, out, epilogue);
    Routine full = product.full() == null ? null : routines.widen(form, unit.panelVectors());
    int lastPanel = product.shape().fullPanels();
    Routine last = product.last() == null ? null : routines.widen(form, panels.vectors(lastPanel));
    int stretch = epilogue.residual() == null ? Int4WidenedTask.CALL : Math.max(1, form.k());
    return new Int4WidenedTask(
        product, panels, weights, full, last, stretch, scratch, scratchBytes);
  }

  @Override
  public Task multiply(
      QuantizedRows lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
    Int4Operands.requirePacked(weights, layout, packedBytes(weights.form()));
    Int4Operands.requireProduct(lhs, weights, out, epilogue, scratch, 0);
    Int4Panels panels = new Int4Panels(unit, weights.form());
    try {
      return new Int4Binding(panels, routines, floats).bind(lhs, weights, out, epilogue);
    } catch (MachineCodeRefusedException e) {
      return new Int4Loops(panels, null, lhs, weights, new Finish(out, epilogue));
    }
  }
}
