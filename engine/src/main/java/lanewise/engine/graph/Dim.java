package lanewise.engine.graph;

/**
 * One dimension, or one element of a shape computation: a known number, or a symbol such as {@code
 * batch} that stands for the same unknown number wherever it appears.
 *
 * <p>Arithmetic on symbols gives a symbol whose name is the expression, so that equal expressions
 * are equal dimensions.
 */
public sealed interface Dim {
  /** A known number; negative only in shape computations. */
  record Known(long value) implements Dim {
    @Override
    public boolean equals(Object other) {
      return other instanceof Known that && value == that.value;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(value);
    }

    @Override
    public String toString() {
      return Long.toString(value);
    }
  }

  /** An unknown number with a name. */
  record Symbol(String name) implements Dim {
    @Override
    public boolean equals(Object other) {
      return other instanceof Symbol that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Dim of(long value) {
    return new Known(value);
  }

  static Dim symbol(String name) {
    return new Symbol(name);
  }

  default boolean isKnown() {
    return this instanceof Known;
  }

  /** Whether this is the known number {@code value}. */
  default boolean is(long value) {
    return this instanceof Known known && known.value == value;
  }

  /** The number, which must be known. */
  default long value() {
    if (this instanceof Known known) {
      return known.value;
    }
    throw new IllegalStateException("dimension " + this + " is not known");
  }

  default Dim plus(Dim other) {
    if (this instanceof Known a && other instanceof Known b) {
      return new Known(Math.addExact(a.value, b.value));
    }
    return is(0) ? other : other.is(0) ? this : Expressions.of(this, '+', other);
  }

  default Dim minus(Dim other) {
    if (this instanceof Known a && other instanceof Known b) {
      return new Known(Math.subtractExact(a.value, b.value));
    }
    return other.is(0) ? this : equals(other) ? new Known(0) : Expressions.of(this, '-', other);
  }

  default Dim times(Dim other) {
    if (this instanceof Known a && other instanceof Known b) {
      return new Known(Math.multiplyExact(a.value, b.value));
    }
    if (is(0) || other.is(0)) {
      return new Known(0);
    }
    return is(1) ? other : other.is(1) ? this : Expressions.of(this, '*', other);
  }

  /** The quotient, rounded toward zero; {@code other} must not be a known zero. */
  default Dim dividedBy(Dim other) {
    if (this instanceof Known a && other instanceof Known b) {
      return new Known(a.value / b.value);
    }
    return other.is(1) ? this : equals(other) ? of(1) : Expressions.of(this, '/', other);
  }

  /** What two dimensions that are not both known broadcast to. */
  default Dim broadcastWith(Dim other) {
    return Expressions.of(this, '|', other);
  }
}
