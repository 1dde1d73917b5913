package lanewise.kernels.machine;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines of the f32 product, each tried on a small case before it is used. Thread-safe. */
public final class ProductRoutinesF32 implements FloatProduct.Tiles {
  private final VectorUnit unit;
  private final RoutineCache cache;

  // Keys of the cache: a family and what tells its members apart.
  private static final long PRODUCT = 1000;
  private static final long FINISH = 2000;
  private static final long PACK_ROWS = 3000;
  private static final long PACK_COLUMNS = 4000;

  public ProductRoutinesF32(VectorUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.cache = new RoutineCache(generated);
  }

  @Override
  public Routine product(int rows, int vectors) throws MachineCodeRefusedException {
    return cache.get(PRODUCT + 10L * rows + vectors, new Product(rows, vectors));
  }

  /** Finishes a tile of sums. */
  public Routine finish(FinishCode.FinishKind kind) throws MachineCodeRefusedException {
    return cache.get(FINISH + kind.number(), new Finish(product(1, 1), kind));
  }

  /** Packs rows of this many vectors. */
  Routine packRows(int vectors) throws MachineCodeRefusedException {
    return cache.get(PACK_ROWS + vectors, new PackRows(vectors));
  }

  /** Packs one vector's columns of a transposed source. */
  Routine packColumns() throws MachineCodeRefusedException {
    return cache.get(PACK_COLUMNS, new PackColumns());
  }

  private final class Product implements RoutineCache.Recipe {
    private final int rows;
    private final int vectors;

    Product(int rows, int vectors) {
      this.rows = rows;
      this.vectors = vectors;
    }

    @Override
    public String name() {
      return "the f32 product";
    }

    @Override
    public String label(long key) {
      return "f32-product-" + rows + "x" + vectors;
    }

    @Override
    public Assembler write() {
      return ProductCode.write(unit, ProductCode.Elements.F32, rows, vectors);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new TrialF32(unit).product(routine, rows, vectors);
    }
  }

  private final class Finish implements RoutineCache.Recipe {
    private final Routine product;
    private final FinishCode.FinishKind kind;

    Finish(Routine product, FinishCode.FinishKind kind) {
      this.product = product;
      this.kind = kind;
    }

    @Override
    public String name() {
      return "the end of the f32 product";
    }

    @Override
    public Assembler write() {
      return FinishCode.write(unit, kind);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new TrialF32(unit).finish(product, routine, kind);
    }
  }

  private final class PackRows implements RoutineCache.Recipe {
    private final int vectors;

    PackRows(int vectors) {
      this.vectors = vectors;
    }

    @Override
    public String name() {
      return "the packing of f32 rows";
    }

    @Override
    public String label(long key) {
      return "f32-pack-rows-" + vectors;
    }

    @Override
    public Assembler write() {
      return PackCodeF32.rows(unit, vectors);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new TrialF32(unit).pack(routine, vectors, 3, false);
    }
  }

  private final class PackColumns implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the packing of f32 columns";
    }

    @Override
    public String label(long key) {
      return "f32-pack-columns";
    }

    @Override
    public Assembler write() {
      return PackCodeF32.columns(unit);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new TrialF32(unit).pack(routine, 1, 3, true);
      new TrialF32(unit).pack(routine, 1, 19, true);
    }
  }
}
