package lanewise.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Node;

/** Collects how long each step of one or more runs took. Not thread-safe: one call at a time. */
public final class RunProfile {
  /**
   * One step.
   *
   * @param name the node's name, or that of its first output where it has none
   * @param operator such as {@code MatMul}
   * @param calls how often it ran
   * @param nanos the sum of its times
   */
  public record Step(String name, String operator, long calls, long nanos) {}

  private final Map<String, Step> steps = new LinkedHashMap<>();
  private long runs;

  /** An empty profile. */
  public RunProfile() {}

  void add(Node node, long nanos) {
    // Outputs' names are unique, nodes' names need not be.
    steps.merge(
        node.outputs().toString(),
        new Step(node.title(), node.operator(), 1, nanos),
        (a, b) -> new Step(a.name, a.operator, a.calls + 1, a.nanos + b.nanos));
  }

  void endRun() {
    runs++;
  }

  /** How many runs there were. */
  public long runs() {
    return runs;
  }

  /** All steps in running order. */
  public List<Step> steps() {
    return new ArrayList<>(steps.values());
  }

  /** The sum of all steps' times. */
  public long totalNanos() {
    return steps.values().stream().mapToLong(Step::nanos).sum();
  }
}
