package lanewise.engine.op.random;

import java.util.List;
import java.util.SplittableRandom;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code Multinomial}: classes drawn by their unnormalized log probabilities, a row each. */
final class MultinomialOperator extends RandomOperator {
  @Override
  public void infer(Inference inference) {
    ElementType type = type(inference.attributes(), ElementType.INT32);
    if (type != ElementType.INT32 && type != ElementType.INT64) {
      throw new InvalidNodeException("dtype must be i32 or i64, found " + type.label());
    }
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.size() != 2) {
      throw new InvalidNodeException("expected [batch, classes], found " + dims);
    }
    long samples = inference.attributes().integer("sample_size", 1);
    if (samples < 1) {
      throw new InvalidNodeException("sample_size is " + samples + ", it must be positive");
    }
    Dim batch = dims == null ? inference.unknown(0, 0) : dims.getFirst();
    inference.output(0, type, List.of(batch, Dim.of(samples)));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    if (binding.inputShape(0).dim(1) == 0 && binding.inputShape(0).dim(0) > 0) {
      throw new InvalidNodeException("there are no classes to draw from");
    }
    return List.of(new Classes(binding.node().attributes(), binding.input(0), binding.output(0)));
  }

  private static final class Classes extends Draw {
    private final Tensor in;
    private final Tensor out;

    Classes(Attributes attributes, Tensor in, Tensor out) {
      super(attributes);
      this.in = in;
      this.out = out;
    }

    @Override
    protected void draw(SplittableRandom random) {
      long classes = in.shape().dim(1);
      long samples = out.shape().dim(1);
      for (long row = 0; row < in.shape().dim(0); row++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (long i = 0; i < classes; i++) {
          largest = Math.max(largest, logit(row, i));
        }
        double sum = 0;
        for (long i = 0; i < classes; i++) {
          sum += Math.exp(logit(row, i) - largest);
        }
        for (long sample = 0; sample < samples; sample++) {
          double rest = random.nextDouble() * sum;
          long drawn = 0;
          while (drawn < classes - 1) {
            rest -= Math.exp(logit(row, drawn) - largest);
            if (rest < 0) {
              break;
            }
            drawn++;
          }
          Elements.setInteger(out.type(), out.segment(), row * samples + sample, drawn);
        }
      }
    }

    private double logit(long row, long index) {
      return Elements.real(in.type(), in.segment(), row * in.shape().dim(1) + index);
    }
  }
}
