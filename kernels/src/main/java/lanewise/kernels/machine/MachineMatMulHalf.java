package lanewise.kernels.machine;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.HalfProductOperands;
import lanewise.kernels.bounds.ProductOperands;
import lanewise.kernels.machine.ProductCode.Elements;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * Products with 16-bit weights, which are widened in registers; {@link HalfPanels} is how they are
 * packed. Both sides bf16 are multiplied by AVX512-BF16 where the CPU has it and its bits are those
 * that the contract defines, else by multiply-adds that take subnormal numbers as zeros.
 */
public final class MachineMatMulHalf implements MatMulHalf {
  private final VectorUnit unit;
  private final String layout;
  private final ProductRoutinesHalf products;
  private final ProductRoutinesF32 finishes;
  private final MatMulHalf below;
  private final Elements pairs;

  /**
   * Chooses how bf16 is multiplied.
   *
   * @param instruction whether the CPU has AVX512-BF16
   */
  public MachineMatMulHalf(
      VectorUnit unit,
      boolean instruction,
      ProductRoutinesHalf products,
      ProductRoutinesF32 finishes,
      MatMulHalf below) {
    this.unit = unit;
    this.layout = unit == VectorUnit.AVX512 ? "machine/half/64" : "machine/half/16";
    this.products = products;
    this.finishes = finishes;
    this.below = below;
    this.pairs =
        instruction && unit == VectorUnit.AVX512 && admitted(Elements.BF16)
            ? Elements.BF16
            : Elements.BF16_FLUSHED;
  }

  /** What is refused here is known to the reports, and another way is taken. */
  private boolean admitted(Elements elements) {
    try {
      products.product(elements, ProductTask.TILE_ROWS, unit.panelVectors());
      return true;
    } catch (MachineCodeRefusedException e) {
      return false;
    }
  }

  @Override
  public long packedBytes(ElementType type, int k, int n) {
    HalfProductOperands.requireHalf("rhs", type);
    return new HalfPanels(unit, type, k, n).bytes();
  }

  @Override
  public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
    PackedMatrix packed = new PackedMatrix(layout, type, k, n, memory);
    requirePacked(packed);
    return packed;
  }

  private void requirePacked(PackedMatrix packed) {
    long bytes = packedBytes(packed.type(), packed.k(), packed.n());
    ProductOperands.requirePacked(packed, layout, bytes);
  }

  @Override
  public Task pack(ElementType source, MatrixView rhs, PackedMatrix into) {
    requirePacked(into);
    HalfProductOperands.requirePackable(source, rhs, into);
    return PackTaskHalf.of(unit, finishes, source, rhs, into);
  }

  @Override
  public Task round(MatrixView in, MatrixView out) {
    return below.round(in, out);
  }

  @Override
  public long scratchBytesPerWorker(ElementType lhs, PackedMatrix rhs, int m) {
    return 0;
  }

  @Override
  public Task multiply(
      ElementType lhsType,
      MatrixView lhs,
      PackedMatrix rhs,
      MatrixView out,
      Epilogue epilogue,
      MemorySegment scratch) {
    requirePacked(rhs);
    HalfProductOperands.requireProduct(lhsType, lhs, rhs, out, epilogue, scratch, 0);
    HalfPanels panels = HalfPanels.of(unit, rhs);
    Elements elements =
        rhs.type() == ElementType.FLOAT16
            ? Elements.F32_F16
            : lhsType == ElementType.FLOAT32 ? Elements.F32_BF16 : pairs;
    FloatProduct product =
        new FloatProduct(
            unit,
            panels.vectorStepBytes(),
            rhs.k() / panels.stepRows(),
            rhs.k() % panels.stepRows(),
            lhsType.blockBytes(),
            new Tiles(products, elements),
            finishes);
    try {
      return product.bind(lhs, rhs, out, epilogue);
    } catch (MachineCodeRefusedException e) {
      return new PanelLoopsHalf(panels, lhsType, lhs, rhs, out, epilogue);
    }
  }

  private record Tiles(ProductRoutinesHalf products, Elements elements)
      implements FloatProduct.Tiles {
    @Override
    public Routine product(int rows, int vectors) throws MachineCodeRefusedException {
      return products.product(elements, rows, vectors);
    }
  }
}
