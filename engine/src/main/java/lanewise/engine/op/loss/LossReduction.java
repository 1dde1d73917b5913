package lanewise.engine.op.loss;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.engine.op.Elements;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** Pairs of losses and weights to what the node gives: as they are, their sum or their mean. */
record LossReduction(
    ClassLossOperator.Reduction reduction, MemorySegment losses, long count, Tensor out)
    implements Task {
  @Override
  public int parts() {
    return 1;
  }

  @Override
  public void run(int part, int worker) {
    double sum = 0;
    double weights = 0;
    for (long i = 0; i < count; i++) {
      double loss = losses.getAtIndex(JAVA_DOUBLE_UNALIGNED, 2 * i);
      if (reduction == ClassLossOperator.Reduction.NONE) {
        Elements.setReal(out.type(), out.segment(), i, loss);
      }
      sum += loss;
      weights += losses.getAtIndex(JAVA_DOUBLE_UNALIGNED, 2 * i + 1);
    }
    if (reduction != ClassLossOperator.Reduction.NONE) {
      boolean mean = reduction == ClassLossOperator.Reduction.MEAN;
      Elements.setReal(out.type(), out.segment(), 0, mean ? sum / weights : sum);
    }
  }
}
