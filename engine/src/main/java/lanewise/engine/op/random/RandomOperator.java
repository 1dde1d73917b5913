package lanewise.engine.op.random;

import java.util.SplittableRandom;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Node;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** What operators that draw random numbers have in common. */
public abstract class RandomOperator implements Operator {
  /** For operators of this package and those that drop elements. */
  protected RandomOperator() {}

  @Override
  public boolean isPure(Node node) {
    return false;
  }

  /** The type that attribute {@code dtype} names, or another when it is absent. */
  protected static ElementType type(Attributes attributes, ElementType absent) {
    if (!attributes.has("dtype")) {
      return absent == null ? null : Elements.requireNumber(absent);
    }
    return Elements.requireNumber(DataTypes.of(attributes.integer("dtype", 0)));
  }

  /** Draws with one generator, which begins anew at each run. */
  public abstract static class Draw implements Task {
    private final boolean seeded;
    private final long seed;

    /** Numbers of the node's {@code seed}, or of none. */
    protected Draw(Attributes attributes) {
      // Versions differ in whether the seed is a float or an integer.
      this.seeded = attributes.has("seed");
      this.seed = seeded ? seed(attributes) : 0;
    }

    private static long seed(Attributes attributes) {
      return attributes.object("seed", Number.class) instanceof Long whole
          ? whole
          : Float.floatToIntBits(attributes.real("seed", 0));
    }

    @Override
    public final int parts() {
      return 1;
    }

    @Override
    public final void run(int part, int worker) {
      draw(seeded ? new SplittableRandom(seed) : new SplittableRandom());
    }

    /** Draws all numbers of one run. */
    protected abstract void draw(SplittableRandom random);
  }
}
