package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.IntegerProductOperands;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.natives.machine.MachineCodeRefusedException;

/** The byte product, exact; {@link BytePanels} is how it is packed, {@link ByteUnit} the ways. */
public final class MachineMatMulInt8 implements MatMulInt8 {
  private final String layout;
  private final BytePanels panels;
  private final ProductRoutinesInt8 routines;

  /** Tries the main routine at once. */
  public MachineMatMulInt8(ByteUnit unit, GeneratedCode generated)
      throws MachineCodeRefusedException {
    this.layout = "machine/int8/" + unit.vectors().panelColumns();
    this.panels = new BytePanels(unit.vectors());
    this.routines = new ProductRoutinesInt8(unit, generated);
    routines.product(false, ProductTask.TILE_ROWS, unit.vectors().panelVectors());
  }

  @Override
  public long packedBytes(int k, int n) {
    return panels.bytes(k, n);
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    IntegerProductOperands.requireInt8("rhs", type);
    PackedMatrix packed = new PackedMatrix(layout, type, k, n, memory);
    ProductOperands.requirePacked(packed, layout, packedBytes(k, n));
    return packed;
  }

  @Override
  public Task pack(MatrixView rhs, PackedMatrix into) {
    ProductOperands.requirePacked(into, layout, packedBytes(into.k(), into.n()));
    ProductOperands.requirePackable(rhs, into);
    return PackTaskInt8.of(routines, rhs, into);
  }

  @Override
  public Task multiply(
      Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out) {
    ProductOperands.requirePacked(rhs, layout, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), Epilogue.NONE);
    return new ByteProduct(lhs, null, rhs, rhsZeroPoints, null, perColumn, out, Epilogue.NONE, null)
        .bind(routines);
  }

  @Override
  public Task multiplyRescaled(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MatrixView out,
      Epilogue epilogue) {
    ProductOperands.requirePacked(rhs, layout, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    ProductOperands.requireOutput(out, lhs.matrix().rows(), rhs.n(), epilogue);
    return new ByteProduct(
            lhs, lhsScales, rhs, rhsZeroPoints, rhsScales, perColumn, out, epilogue, null)
        .bind(routines);
  }

  @Override
  public Task multiplyRequantized(
      Lhs lhs,
      MemorySegment lhsScales,
      PackedMatrix rhs,
      MemorySegment rhsZeroPoints,
      MemorySegment rhsScales,
      boolean perColumn,
      MemorySegment bias,
      Requantized out) {
    ProductOperands.requirePacked(rhs, layout, packedBytes(rhs.k(), rhs.n()));
    IntegerProductOperands.require(lhs, rhs, rhsZeroPoints, perColumn);
    IntegerProductOperands.requireScales(lhs, lhsScales, rhs, rhsScales, perColumn);
    IntegerProductOperands.requireRequantized(lhs.matrix().rows(), rhs.n(), bias, out);
    return new ByteProduct(
            lhs,
            lhsScales,
            rhs,
            rhsZeroPoints,
            rhsScales,
            perColumn,
            out.matrix(),
            Epilogue.bias(bias),
            out)
        .bind(routines);
  }
}
