package lanewise.engine.op.loss;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.Attributes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** Each place's loss and weight, as pairs in double precision. */
final class ClassLosses extends BlockTask {
  private final boolean softmax;
  private final Tensor scores;
  private final Tensor classes;
  private final Tensor weights;
  private final Tensor logProbabilities;
  private final MemorySegment losses;
  private final boolean ignores;
  private final long ignored;
  private final long classCount;
  private final long inner;

  ClassLosses(Binding binding, boolean softmax) {
    super(binding.inputShape(1).elementCount(), softmax ? binding.inputShape(0).dim(1) * 3 : 1);
    this.softmax = softmax;
    Attributes attributes = binding.node().attributes();
    Shape shape = binding.inputShape(0);
    this.scores = binding.input(0);
    this.classes = binding.input(1);
    this.weights = binding.hasInput(2) ? binding.input(2) : null;
    this.logProbabilities = softmax && binding.hasOutput(1) ? binding.output(1) : null;
    this.losses = binding.scratch();
    this.ignores = attributes.has("ignore_index");
    this.ignored = attributes.integer("ignore_index", 0);
    this.classCount = shape.dim(1);
    this.inner = shape.elementCount(2, shape.rank());
  }

  @Override
  protected void range(long start, long end) {
    for (long place = start; place < end; place++) {
      long first = place / inner * classCount * inner + place % inner;
      double logSum = softmax ? logSum(first) : 0;
      long right = Elements.integer(classes.type(), classes.segment(), place);
      double loss = 0;
      double weight = 0;
      if (!ignores || right != ignored) {
        if (right < 0 || right >= classCount) {
          throw new IndexOutOfBoundsException(
              "class " + right + " is outside 0 to " + (classCount - 1));
        }
        weight = weights == null ? 1 : Elements.real(weights.type(), weights.segment(), right);
        loss = -weight * (score(first, right) - logSum);
      }
      losses.setAtIndex(JAVA_DOUBLE_UNALIGNED, 2 * place, loss);
      losses.setAtIndex(JAVA_DOUBLE_UNALIGNED, 2 * place + 1, weight);
    }
  }

  private double score(long first, long index) {
    return Elements.real(scores.type(), scores.segment(), first + index * inner);
  }

  /** What takes a place's scores to logarithms of probabilities, which are written if wanted. */
  private double logSum(long first) {
    double most = Double.NEGATIVE_INFINITY;
    for (long i = 0; i < classCount; i++) {
      most = Math.max(most, score(first, i));
    }
    double sum = 0;
    for (long i = 0; i < classCount; i++) {
      sum += Math.exp(score(first, i) - most);
    }
    double logSum = most + Math.log(sum);
    for (long i = 0; i < classCount && logProbabilities != null; i++) {
      Elements.setReal(
          logProbabilities.type(),
          logProbabilities.segment(),
          first + i * inner,
          score(first, i) - logSum);
    }
    return logSum;
  }
}
