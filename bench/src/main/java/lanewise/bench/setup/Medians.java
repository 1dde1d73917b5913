package lanewise.bench.setup;

import java.util.Collection;

/** Averages that a few slow runs don't move. */
public final class Medians {
  private Medians() {}

  /**
   * The middle value, or the mean of the two in the middle.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static double median(Collection<? extends Number> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("no value to take the median of");
    }
    double[] sorted = values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The n-th root of the product of n positive values.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static double geometricMean(Collection<Double> values) {
    return Math.exp(
        values.stream()
            .mapToDouble(Math::log)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("no value to take the mean of")));
  }
}
