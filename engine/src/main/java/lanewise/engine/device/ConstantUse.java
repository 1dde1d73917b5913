package lanewise.engine.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lanewise.kernels.Tensor;

/**
 * The constants that one bound plan reads on a device. Those of the model itself stay when the plan
 * is forgotten; those that came with the plan go.
 */
public final class ConstantUse implements AutoCloseable {
  private final ModelDevice model;
  private final Set<ConstantKey> known = new HashSet<>();
  private final List<MemorySegment> kept = new ArrayList<>();
  private final List<MemorySegment> tried = new ArrayList<>();
  private boolean closed;

  ConstantUse(ModelDevice model) {
    this.model = model;
  }

  /** Makes room for a constant, for the step that is being bound. */
  public void add(Tensor constant) {
    MemorySegment segment = constant.segment();
    if (known.add(ConstantKey.of(segment))) {
      boolean added = false;
      try {
        model.constants().acquire(segment);
        added = true;
      } finally {
        if (!added) {
          known.remove(ConstantKey.of(segment));
        }
      }
      tried.add(segment);
    }
  }

  /** The step is bound to the device: its constants go up. */
  public void keep() {
    while (!tried.isEmpty()) {
      MemorySegment segment = tried.getLast();
      model.constants().upload(segment);
      tried.removeLast();
      if (!model.keeps(segment)) {
        kept.add(segment);
      }
    }
  }

  /** The step is not bound to the device after all. */
  public void drop() {
    for (MemorySegment segment : tried) {
      known.remove(ConstantKey.of(segment));
      model.constants().release(segment);
    }
    tried.clear();
  }

  /** Releases the constants that came with the plan. */
  @Override
  public void close() {
    synchronized (model) {
      if (closed || model.device().lost() != null) {
        return;
      }
      closed = true;
      drop();
      kept.forEach(model.constants()::release);
      kept.clear();
    }
  }
}
