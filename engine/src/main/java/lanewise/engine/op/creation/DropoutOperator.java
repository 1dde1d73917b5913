package lanewise.engine.op.creation;

import java.util.List;
import java.util.SplittableRandom;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.random.RandomOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code Dropout}: in inference the input, and a mask that is all true; in training elements
 * are dropped at random and the others scaled, so that sums keep their expected values.
 */
final class DropoutOperator extends RandomOperator {
  private static final double DEFAULT_RATIO = 0.5;
  private static final int FIRST_WITH_BOOL_MASK = 10;
  private static final int FIRST_WITH_INPUTS = 12;

  @Override
  public boolean isPure(Node node) {
    return node.version() < FIRST_WITH_INPUTS || !node.hasInput(2);
  }

  @Override
  public void infer(Inference inference) {
    inference.outputLike(0, inference.input(0).type(), 0);
    boolean real = inference.node().version() < FIRST_WITH_BOOL_MASK;
    inference.outputLike(1, real ? inference.input(0).type() : ElementType.BOOL, 0);
  }

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public List<Task> bind(Binding binding) {
    boolean trains = !isPure(binding.node());
    return List.of(
        new Drop(
            binding.node().attributes(),
            binding.input(0),
            trains && binding.hasInput(1) ? scalar(binding, 1) : null,
            trains ? scalar(binding, 2) : null,
            binding.hasOutput(0) ? binding.output(0) : null,
            binding.hasOutput(1) ? binding.output(1) : null));
  }

  private static Tensor scalar(Binding binding, int index) {
    Tensor tensor = binding.input(index);
    Elements.requireNumber(tensor.type());
    if (tensor.elementCount() != 1) {
      throw new InvalidNodeException("input " + index + " must be one number, found " + tensor);
    }
    return tensor;
  }

  private static final class Drop extends Draw {
    private final Tensor in;
    private final Tensor ratio;
    private final Tensor training;
    private final Tensor out;
    private final Tensor mask;

    Drop(Attributes attributes, Tensor in, Tensor ratio, Tensor training, Tensor out, Tensor mask) {
      super(attributes);
      this.in = in;
      this.ratio = ratio;
      this.training = training;
      this.out = out;
      this.mask = mask;
    }

    @Override
    protected void draw(SplittableRandom random) {
      double dropped = ratio == null ? DEFAULT_RATIO : number(ratio);
      if (training == null || number(training) == 0 || dropped == 0) {
        keepAll();
        return;
      }
      if (!(dropped >= 0 && dropped < 1)) {
        throw new InvalidNodeException("the ratio is " + dropped + ", allowed is 0 to below 1");
      }
      double scale = 1 / (1 - dropped);
      for (long i = 0; i < in.elementCount(); i++) {
        boolean kept = random.nextDouble() >= dropped;
        if (out != null) {
          double x = Elements.real(in.type(), in.segment(), i);
          Elements.setReal(out.type(), out.segment(), i, kept ? x * scale : 0);
        }
        if (mask != null) {
          Elements.setInteger(mask.type(), mask.segment(), i, kept ? 1 : 0);
        }
      }
    }

    private static double number(Tensor tensor) {
      return Elements.real(tensor.type(), tensor.segment(), 0);
    }

    private void keepAll() {
      if (out != null) {
        out.segment().copyFrom(in.segment());
      }
      for (long i = 0; mask != null && i < mask.elementCount(); i++) {
        Elements.setInteger(mask.type(), mask.segment(), i, 1);
      }
    }
  }
}
