package lanewise.engine.embed;

/**
 * A text's vector.
 *
 * @param index the text's place among those given, from 0
 * @param tokens how many tokens the text had, special ones counted
 * @param vector the caller's own
 */
public record Embedding(int index, int tokens, float[] vector) {
  /** The cosine of the angle to another vector of the same length: 1 is the same direction. */
  public double cosine(Embedding other) {
    if (vector.length != other.vector.length) {
      throw new IllegalArgumentException(
          "the vectors have " + vector.length + " and " + other.vector.length + " dimensions");
    }
    double product = 0;
    double own = 0;
    double others = 0;
    for (int i = 0; i < vector.length; i++) {
      product += (double) vector[i] * other.vector[i];
      own += (double) vector[i] * vector[i];
      others += (double) other.vector[i] * other.vector[i];
    }
    return product / Math.sqrt(own * others);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that
        && index == that.index
        && tokens == that.tokens
        && java.util.Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return 31 * index + java.util.Arrays.hashCode(vector);
  }

  @Override
  public String toString() {
    return "embedding " + index + " of " + tokens + " tokens, " + vector.length + " dimensions";
  }
}
