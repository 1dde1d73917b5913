package lanewise.engine.op.random;

import java.util.List;
import java.util.SplittableRandom;
import lanewise.engine.graph.Attributes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code Bernoulli}: 1 with each element's probability, else 0. */
final class BernoulliOperator extends RandomOperator {
  @Override
  public void infer(Inference inference) {
    inference.outputLike(0, type(inference.attributes(), inference.input(0).type()), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.inputType(0));
    return List.of(new Toss(binding.node().attributes(), binding.input(0), binding.output(0)));
  }

  private static final class Toss extends Draw {
    private final Tensor in;
    private final Tensor out;

    Toss(Attributes attributes, Tensor in, Tensor out) {
      super(attributes);
      this.in = in;
      this.out = out;
    }

    @Override
    protected void draw(SplittableRandom random) {
      for (long i = 0; i < out.elementCount(); i++) {
        boolean one = random.nextDouble() < Elements.real(in.type(), in.segment(), i);
        Elements.setInteger(out.type(), out.segment(), i, one ? 1 : 0);
      }
    }
  }
}
