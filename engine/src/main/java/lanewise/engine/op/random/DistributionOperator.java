package lanewise.engine.op.random;

import java.util.List;
import java.util.SplittableRandom;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code RandomNormal}, {@code RandomUniform} and those of another tensor's shape. */
final class DistributionOperator extends RandomOperator {
  private final boolean normal;
  private final boolean like;

  DistributionOperator(boolean normal, boolean like) {
    this.normal = normal;
    this.like = like;
  }

  @Override
  public void infer(Inference inference) {
    Attributes attributes = inference.attributes();
    if (like) {
      inference.outputLike(0, type(attributes, inference.input(0).type()), 0);
      return;
    }
    long[] shape = attributes.integers("shape");
    if (shape == null) {
      throw new InvalidNodeException("attribute 'shape' is missing");
    }
    inference.output(0, type(attributes, ElementType.FLOAT32), Shape.of(shape));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireReal(binding.outputType(0));
    return List.of(new Fill(binding.node().attributes(), normal, binding.output(0)));
  }

  private static final class Fill extends Draw {
    private final boolean normal;
    private final double offset;
    private final double scale;
    private final Tensor out;

    Fill(Attributes attributes, boolean normal, Tensor out) {
      super(attributes);
      this.normal = normal;
      double low = attributes.real(normal ? "mean" : "low", 0);
      this.offset = low;
      this.scale = normal ? attributes.real("scale", 1) : attributes.real("high", 1) - low;
      this.out = out;
    }

    @Override
    protected void draw(SplittableRandom random) {
      for (long i = 0; i < out.elementCount(); i++) {
        double drawn = normal ? random.nextGaussian() : random.nextDouble();
        Elements.setReal(out.type(), out.segment(), i, offset + scale * drawn);
      }
    }
  }
}
