package lanewise.kernels.machine;

import java.util.Locale;
import lanewise.kernels.machine.ProductCode.Elements;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The routines of products with 16-bit weights, each tried on a small case before it is used.
 * Thread-safe.
 */
public final class ProductRoutinesHalf {
  private final VectorUnit unit;
  private final RoutineCache cache;

  public ProductRoutinesHalf(VectorUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.cache = new RoutineCache(generated);
  }

  /** Multiplies tiles of this many rows and vectors. */
  Routine product(Elements elements, int rows, int vectors) throws MachineCodeRefusedException {
    long key = 1000L * elements.ordinal() + 10L * rows + vectors;
    return cache.get(key, new Product(elements, rows, vectors));
  }

  private final class Product implements RoutineCache.Recipe {
    private final Elements elements;
    private final int rows;
    private final int vectors;

    Product(Elements elements, int rows, int vectors) {
      this.elements = elements;
      this.rows = rows;
      this.vectors = vectors;
    }

    @Override
    public String name() {
      return switch (elements) {
        case F32_F16 -> "the product of f32 and f16";
        case F32_BF16 -> "the product of f32 and bf16";
        case BF16 -> "the bf16 product";
        default -> "the bf16 product without its instruction";
      };
    }

    @Override
    public String label(long key) {
      String kind = elements.name().toLowerCase(Locale.ROOT).replace('_', '-');
      return kind + "-product-" + rows + "x" + vectors;
    }

    @Override
    public Assembler write() {
      return ProductCode.write(unit, elements, rows, vectors);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new TrialHalf(unit, elements).product(routine, rows, vectors);
    }
  }
}
