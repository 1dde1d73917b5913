package lanewise.engine;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.plan.Plan;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** The plans of the latest input shapes. Thread-safe; finding a known plan allocates nothing. */
final class PlanCache {
  /** A plan, or null when no plan can be made and the graph runs step by step. */
  record Entry(List<Shape> shapes, Plan plan) {}

  /** Makes a plan for input shapes, or null. */
  @FunctionalInterface
  interface Maker {
    Plan make(List<Shape> shapes);
  }

  private final int capacity;
  private final Maker maker;
  private final List<Entry> entries = new ArrayList<>();

  PlanCache(int capacity, Maker maker) {
    this.capacity = capacity;
    this.maker = maker;
  }

  synchronized Entry find(Tensor[] inputs) {
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
    List<Shape> shapes = new ArrayList<>(inputs.length);
    for (Tensor input : inputs) {
      shapes.add(input.shape());
    }
    Entry made = new Entry(List.copyOf(shapes), maker.make(shapes));
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
