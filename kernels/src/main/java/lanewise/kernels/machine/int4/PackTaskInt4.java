package lanewise.kernels.machine.int4;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatMulInt4.Weights;
import lanewise.kernels.Task;

/** Fills packed panels of 4-bit weights, a part each. */
record PackTaskInt4(Int4Panels panels, Weights weights, MemorySegment into) implements Task {
  @Override
  public int parts() {
    return panels.form().k() == 0 ? 0 : panels.panels();
  }

  @Override
  public void run(int panel, int worker) {
    panels.pack(weights, into, panel);
  }
}
