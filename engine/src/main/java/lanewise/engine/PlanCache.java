package lanewise.engine;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.RunControl;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** The plans of the latest input shapes. Thread-safe; finding a known plan allocates nothing. */
final class PlanCache {
  /** A plan, or null when no plan can be made and the graph runs step by step. */
  record Entry(List<Shape> shapes, Plan plan) {}

  /** Makes a plan for input shapes, or null. */
  @FunctionalInterface
  interface Maker {
    Plan make(List<Shape> shapes, RunControl control);
  }

  private final int capacity;
  private final Maker maker;
  private final List<Entry> entries = new ArrayList<>();

  PlanCache(int capacity, Maker maker) {
    this.capacity = capacity;
    this.maker = maker;
  }

  /** The plan for these inputs' shapes, made by the caller's thread when it is not there. */
  Entry find(Tensor[] inputs, RunControl control) {
    Entry found = known(inputs);
    if (found != null) {
      return found;
    }
    List<Shape> shapes = new ArrayList<>(inputs.length);
    for (Tensor input : inputs) {
      shapes.add(input.shape());
    }
    // Not under the lock: others go on with plans that are there, and a long plan can be stopped.
    Entry made = new Entry(List.copyOf(shapes), maker.make(shapes, control));
    return keep(made, inputs);
  }

  private synchronized Entry known(Tensor[] inputs) {
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (matches(entry.shapes, inputs)) {
        if (i > 0) {
          entries.remove(i);
          entries.addFirst(entry);
        }
        return entry;
      }
    }
    return null;
  }

  /** Keeps a new plan, or finds that another thread has made the same meanwhile. */
  private synchronized Entry keep(Entry made, Tensor[] inputs) {
    Entry other = known(inputs);
    if (other != null) {
      return other;
    }
    entries.addFirst(made);
    if (entries.size() > capacity) {
      entries.removeLast();
    }
    return made;
  }

  private static boolean matches(List<Shape> shapes, Tensor[] inputs) {
    for (int i = 0; i < inputs.length; i++) {
      if (!shapes.get(i).equals(inputs[i].shape())) {
        return false;
      }
    }
    return true;
  }
}
