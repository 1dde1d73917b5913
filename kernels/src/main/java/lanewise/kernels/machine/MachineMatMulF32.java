package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * The f32 product in machine code. The right-hand side is packed in panels of as many columns as a
 * tile has, row by row; the last panel is as wide as its vectors.
 */
public final class MachineMatMulF32 implements MatMulF32 {
  private final VectorUnit unit;
  private final String layout;
  private final ProductRoutinesF32 routines;

  /** Tries the main routine at once. */
  public MachineMatMulF32(VectorUnit unit, ProductRoutinesF32 routines)
      throws MachineCodeRefusedException {
    this.unit = unit;
    this.layout = unit == VectorUnit.AVX512 ? "machine/f32/64" : "machine/f32/16";
    this.routines = routines;
    routines.product(ProductTask.TILE_ROWS, unit.panelVectors());
  }

  private int vectors(int columns) {
    return Math.ceilDiv(columns, unit.lanes());
  }

  @Override
  public long packedBytes(int k, int n) {
    return Math.multiplyExact((long) k * unit.bytes(), (long) vectors(n));
  }

  @Override
  public PackedMatrix packed(int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(layout, ElementType.FLOAT32, k, n, memory);
    ProductOperands.requirePacked(packed, layout, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, layout, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return PackTaskF32.of(unit, routines, rhs, into);
  }

  @Override
  public Task multiply(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, layout, packedBytes(rhs.k(), rhs.n()));
    ProductOperands.requireProduct(lhs, rhs, out, epilogue);
    FloatProduct product =
        new FloatProduct(unit, unit.bytes(), rhs.k(), 0, Float.BYTES, routines, routines);
    try {
      return product.bind(lhs, rhs, out, epilogue);
    } catch (MachineCodeRefusedException e) {
      return new PanelLoopsF32(unit, lhs, rhs, out, epilogue);
    }
  }
}
