package lanewise.bench.kernel;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shapes of a run that a person waits for: one or a few of each kind, rather than all. */
final class QuickSet {
  private static final List<String> PRODUCTS =
      List.of("16x384x384", "128x1536x384", "512x2048x2048", "1024x1024x1024");

  private static final Map<String, List<String>> SHAPES =
      Map.of(
          "MatMulF32Benchmark", PRODUCTS,
          "MatMulInt8Benchmark", PRODUCTS,
          "MatMulHalfBenchmark", PRODUCTS);

  private static final int OTHERS = 2;

  private QuickSet() {}

  /** Those of {@code all} shapes of a class that are in the set: named ones, else the first two. */
  static Set<String> of(String className, Set<String> all) {
    Set<String> named = new LinkedHashSet<>(SHAPES.getOrDefault(className, List.of()));
    named.retainAll(all);
    if (named.isEmpty()) {
      all.stream().limit(OTHERS).forEach(named::add);
    }
    return named;
  }
}
