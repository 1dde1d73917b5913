package lanewise.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Node;
import lanewise.engine.plan.CopyStep;

/** Collects how long each step of one or more runs took. Not thread-safe: one call at a time. */
public final class RunProfile {
  /**
   * One step.
   *
   * @param name the node's name, or that of its first output where it has none; for a copy the
   *     values that are copied
   * @param operator such as {@code MatMul}; {@link #UPLOAD} or {@link #DOWNLOAD} for a copy
   * @param place where it ran: {@code cpu}, or a device such as {@code opencl:0}
   * @param calls how often it ran
   * @param nanos the sum of its times; on a device, what the device measured
   * @param bytes the sum of the bytes that a copy between the CPU and a device moved, else 0
   */
  public record Step(
      String name, String operator, String place, long calls, long nanos, long bytes) {
    private Step plus(long moreCalls, long moreNanos, long moreBytes) {
      return new Step(
          name, operator, place, calls + moreCalls, nanos + moreNanos, bytes + moreBytes);
    }

    /** Whether it copies values between the CPU and a device. */
    public boolean isCopy() {
      return operator.equals(UPLOAD) || operator.equals(DOWNLOAD);
    }
  }

  /** The operator of a copy to a device. */
  public static final String UPLOAD = "(upload)";

  /** The operator of a copy from a device. */
  public static final String DOWNLOAD = "(download)";

  private final Map<String, Step> steps = new LinkedHashMap<>();
  private long runs;

  /** An empty profile. */
  public RunProfile() {}

  void add(Node node, String place, long nanos) {
    Step step = step(node, place);
    boolean counted = !place.equals(DeviceOptions.CPU); // By begin.
    steps.put(key(node, place), step.plus(counted ? 0 : 1, nanos, 0));
  }

  /** A step was handed to a device, whose measure comes with {@link #add} when the run is over. */
  void begin(Node node, String place) {
    steps.put(key(node, place), step(node, place).plus(1, 0, 0));
  }

  void add(CopyStep copy, long nanos) {
    String operator = copy.direction() == CopyStep.Direction.UPLOAD ? UPLOAD : DOWNLOAD;
    String name = String.join(", ", copy.values());
    Step step =
        steps.getOrDefault(operator + name, new Step(name, operator, DeviceOptions.CPU, 0, 0, 0));
    steps.put(operator + name, step.plus(1, nanos, copy.byteSize()));
  }

  private Step step(Node node, String place) {
    return steps.getOrDefault(
        key(node, place), new Step(node.title(), node.operator(), place, 0, 0, 0));
  }

  /** Outputs' names are unique, nodes' names need not be. */
  private static String key(Node node, String place) {
    return place + node.outputs();
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
