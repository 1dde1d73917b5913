package lanewise.kernels.machine;

import lanewise.kernels.Activation;
import lanewise.kernels.machine.FinishCode.FinishKind;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** The routines of the byte product, each tried on a small case before it is used. Thread-safe. */
final class ProductRoutinesInt8 {
  private static final long PRODUCT = 1000;
  private static final long FINISH = 2000;
  private static final long PACK = 3000;
  private static final long ROW_TERMS = 4000;

  private final ByteUnit unit;
  private final RoutineCache cache;

  ProductRoutinesInt8(ByteUnit unit, GeneratedCode generated) {
    this.unit = unit;
    this.cache = new RoutineCache(generated);
  }

  ByteUnit unit() {
    return unit;
  }

  /** Multiplies tiles of this many rows and vectors. */
  Routine product(boolean signed, int rows, int vectors) throws MachineCodeRefusedException {
    long key = PRODUCT + (signed ? 100 : 0) + 10L * rows + vectors;
    return cache.get(key, new Product(signed, rows, vectors));
  }

  /** Finishes a tile of sums. */
  Routine finish(FinishKind kind, IntegerSumCode.Kind sums) throws MachineCodeRefusedException {
    Routine product = product(sums.signedLhs(), 1, 1);
    Routine rowTerms =
        sums.rhsZero() == IntegerSumCode.Zero.NONE
            ? null
            : rowTerms(sums.signedLhs(), sums.lhsZero());
    long key = FINISH + 10_000L * sums.number() + kind.number();
    return cache.get(key, new Finish(product, rowTerms, kind, sums));
  }

  /** Sums rows and takes their zero points off. */
  Routine rowTerms(boolean signed, IntegerSumCode.Zero zero) throws MachineCodeRefusedException {
    return cache.get(ROW_TERMS + (signed ? 10 : 0) + zero.ordinal(), new RowTerms(signed, zero));
  }

  /** Packs rows of this many vectors; with 512 bits only. */
  Routine pack(boolean unsigned, int vectors) throws MachineCodeRefusedException {
    return cache.get(PACK + (unsigned ? 10 : 0) + vectors, new Pack(unsigned, vectors));
  }

  private final class Product implements RoutineCache.Recipe {
    private final boolean signed;
    private final int rows;
    private final int vectors;

    Product(boolean signed, int rows, int vectors) {
      this.signed = signed;
      this.rows = rows;
      this.vectors = vectors;
    }

    @Override
    public String name() {
      return "the byte product";
    }

    @Override
    public String label(long key) {
      return (signed ? "s8" : "u8") + "-product-" + rows + "x" + vectors;
    }

    @Override
    public Assembler write() {
      return ProductCode.write(unit.vectors(), unit.elements(signed), rows, vectors);
    }

    /** The plain sums: both zero points as if they were 0 after the move. */
    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      IntegerSumCode.Zero none = IntegerSumCode.Zero.NONE;
      IntegerSumCode.Kind sums =
          new IntegerSumCode.Kind(
              signed, none, false, none, IntegerSumCode.Result.I32, false, false);
      FinishKind nothing = new FinishKind(false, Activation.NONE, false);
      int columns = vectors * unit.vectors().lanes() - 3;
      new TrialInt8(unit.vectors(), nothing, sums, 2 * rows, columns)
          .run(routine, rows, null, null);
    }
  }

  private final class Finish implements RoutineCache.Recipe {
    private final Routine product;
    private final Routine rowTerms;
    private final FinishKind kind;
    private final IntegerSumCode.Kind sums;

    Finish(Routine product, Routine rowTerms, FinishKind kind, IntegerSumCode.Kind sums) {
      this.product = product;
      this.rowTerms = rowTerms;
      this.kind = kind;
      this.sums = sums;
    }

    @Override
    public String name() {
      return "the end of the byte product";
    }

    @Override
    public Assembler write() {
      return FinishCode.write(unit.vectors(), kind, sums);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new TrialInt8(unit.vectors(), kind, sums, 2, unit.vectors().lanes() - 3)
          .run(product, 1, routine, rowTerms);
    }
  }

  private final class RowTerms implements RoutineCache.Recipe {
    private final boolean signed;
    private final IntegerSumCode.Zero zero;

    RowTerms(boolean signed, IntegerSumCode.Zero zero) {
      this.signed = signed;
      this.zero = zero;
    }

    @Override
    public String name() {
      return "the sums of byte rows";
    }

    @Override
    public Assembler write() {
      return RowTermCode.write(unit.vectors(), signed, zero);
    }

    /** Nothing: the trial of the finish that reads the sums is theirs too. */
    @Override
    public void tryOut(Routine routine) {}
  }

  private static final class Pack implements RoutineCache.Recipe {
    private final boolean unsigned;
    private final int vectors;

    Pack(boolean unsigned, int vectors) {
      this.unsigned = unsigned;
      this.vectors = vectors;
    }

    @Override
    public String name() {
      return "the packing of bytes";
    }

    @Override
    public String label(long key) {
      return (unsigned ? "u8" : "s8") + "-pack-" + vectors;
    }

    @Override
    public Assembler write() {
      return PackCodeInt8.write(unsigned, vectors);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      TrialInt8.pack(routine, unsigned, vectors);
    }
  }
}
