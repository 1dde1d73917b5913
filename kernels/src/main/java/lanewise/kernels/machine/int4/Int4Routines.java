package lanewise.kernels.machine.int4;

import lanewise.kernels.ElementType;
import lanewise.kernels.MatMulInt4.Form;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.RoutineCache;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The routines of products with 4-bit weights, each tried on a small case before it is used.
 * Thread-safe.
 */
final class Int4Routines {
  private static final long WIDEN = 10_000;

  private final VectorUnit unit;
  private final boolean dot;
  private final RoutineCache cache;

  /** Routines that may use AVX512-VNNI where {@code dot}. */
  Int4Routines(VectorUnit unit, boolean dot, GeneratedCode generated) {
    this.unit = unit;
    this.dot = dot;
    this.cache = new RoutineCache(generated);
  }

  /** Multiplies tiles of this many rows and vectors with quantized activations. */
  Routine product(Form form, int rows, int vectors) throws MachineCodeRefusedException {
    Int4DotCode.Kind kind =
        new Int4DotCode.Kind(dot, form.scaleType(), form.hasZeroPoints(), rows, vectors);
    return cache.get(kind.number(), new Product(unit, kind));
  }

  /** Widens panels of this many vectors to f32. */
  Routine widen(Form form, int vectors) throws MachineCodeRefusedException {
    ElementType scaleType = form.scaleType();
    boolean zeros = form.hasZeroPoints();
    long key = WIDEN + (scaleType == ElementType.FLOAT16 ? 20 : 0) + (zeros ? 10 : 0) + vectors;
    return cache.get(key, new Widen(unit, scaleType, zeros, vectors));
  }

  private static String suffix(ElementType scaleType, boolean zeroPoints) {
    return "-" + scaleType.label() + (zeroPoints ? "-zeros" : "");
  }

  private record Product(VectorUnit unit, Int4DotCode.Kind kind) implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the product with 4-bit weights";
    }

    @Override
    public String label(long key) {
      String sizes = kind.rows() + "x" + kind.vectors();
      return "int4-product-" + sizes + suffix(kind.scaleType(), kind.zeroPoints());
    }

    @Override
    public Assembler write() {
      return new Int4DotCode(unit, kind).write();
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new Int4Trial(unit, kind.scaleType(), kind.zeroPoints(), kind.vectors())
          .product(routine, kind.rows());
    }
  }

  private record Widen(VectorUnit unit, ElementType scaleType, boolean zeroPoints, int vectors)
      implements RoutineCache.Recipe {
    @Override
    public String name() {
      return "the widening of 4-bit weights";
    }

    @Override
    public String label(long key) {
      return "int4-widen-" + vectors + suffix(scaleType, zeroPoints);
    }

    @Override
    public Assembler write() {
      return new Int4WidenCode(unit, scaleType, zeroPoints, vectors).write();
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      new Int4Trial(unit, scaleType, zeroPoints, vectors).widen(routine);
    }
  }
}
