package lanewise.bench.peer;

import java.util.Map;

/** How far two engines' outputs are apart. */
final class Agreement {
  private Agreement() {}

  /**
   * The largest difference of an element, relative to the largest finite element of its output;
   * infinite where just one of both is NaN or infinite.
   *
   * @throws IllegalStateException if the outputs differ in name or size, or there is none
   */
  static double difference(Map<String, float[]> ours, Map<String, float[]> theirs) {
    if (!ours.keySet().equals(theirs.keySet())) {
      throw new IllegalStateException(
          "outputs differ in name: " + ours.keySet() + " and " + theirs.keySet());
    }
    if (ours.isEmpty()) {
      throw new IllegalStateException("the model has no f32 output that could be compared");
    }
    double worst = 0;
    for (Map.Entry<String, float[]> entry : ours.entrySet()) {
      worst =
          Math.max(worst, difference(entry.getKey(), entry.getValue(), theirs.get(entry.getKey())));
    }
    return worst;
  }

  private static double difference(String name, float[] a, float[] b) {
    if (a.length != b.length) {
      throw new IllegalStateException(
          "output " + name + " has " + a.length + " elements here, " + b.length + " there");
    }
    double largest = Double.MIN_NORMAL;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      if (Float.isNaN(a[i]) != Float.isNaN(b[i])) {
        return Double.POSITIVE_INFINITY;
      }
      if (a[i] == b[i] || Float.isNaN(a[i])) {
        largest = Float.isFinite(b[i]) ? Math.max(largest, Math.abs(b[i])) : largest;
        continue;
      }
      if (Float.isInfinite(a[i]) || Float.isInfinite(b[i])) {
        return Double.POSITIVE_INFINITY;
      }
      largest = Math.max(largest, Math.abs(b[i]));
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
    }
    return difference / largest;
  }
}
