package lanewise.bench.peer;

import java.util.Map;

/** How far two engines' outputs are apart. */
final class Agreement {
  private Agreement() {}

  /** The largest difference of an element, relative to the largest element of its output. */
  static double difference(Map<String, float[]> ours, Map<String, float[]> theirs) {
    if (!ours.keySet().equals(theirs.keySet())) {
      throw new IllegalStateException(
          "outputs differ in name: " + ours.keySet() + " and " + theirs.keySet());
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
      largest = Math.max(largest, Math.abs(b[i]));
      difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
    }
    return difference / largest;
  }
}
