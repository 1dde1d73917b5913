package lanewise.engine.op.attention;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code RotaryEmbedding}: angles by position, or one set for each row. */
final class RotaryEmbeddingOperator implements Operator {
  private static final int POSITIONS = 3;

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1, 2);
    if (type != null) {
      Elements.requireReal(type);
    }
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.size() != 3 && dims.size() != 4) {
      throw new InvalidNodeException("expected rank 3 or 4, found " + dims);
    }
    inference.input(1);
    inference.input(2);
    inference.outputLike(0, type, 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    return List.of(new Rotate(binding));
  }

  private static final class Rotate extends BlockTask {
    private final Tensor in;
    private final Tensor cosines;
    private final Tensor sines;
    private final Tensor positions;
    private final Tensor out;
    private final boolean headsFirst;
    private final boolean interleaved;
    private final long heads;
    private final long rows;
    private final long headSize;
    private final long half;

    Rotate(Binding binding) {
      super(
          vectors(binding.inputShape(0), binding.node().attributes()),
          size(binding.inputShape(0), binding.node().attributes()));
      Attributes attributes = binding.node().attributes();
      Shape shape = binding.inputShape(0);
      this.in = binding.input(0);
      this.cosines = binding.input(1);
      this.sines = binding.input(2);
      this.positions = binding.hasInput(POSITIONS) ? binding.input(POSITIONS) : null;
      this.out = binding.output(0);
      this.headsFirst = shape.rank() == 4;
      this.interleaved = attributes.integer("interleaved", 0) != 0;
      this.headSize = size(shape, attributes);
      this.heads = headsFirst ? shape.dim(1) : shape.dim(2) / Math.max(1, headSize);
      this.rows = headsFirst ? shape.dim(2) : shape.dim(1);
      long rotated = attributes.integer("rotary_embedding_dim", 0);
      rotated = rotated == 0 ? headSize : rotated;
      if (rotated < 0 || rotated % 2 != 0 || rotated > headSize) {
        throw new InvalidNodeException(
            "rotary_embedding_dim must be even and at most " + headSize + ", found " + rotated);
      }
      this.half = rotated / 2;
      requireAngles(shape.dim(0));
    }

    private static long size(Shape shape, Attributes attributes) {
      if (shape.rank() == 4) {
        return shape.dim(3);
      }
      long heads = AttentionRows.heads(attributes, "num_heads");
      if (shape.dim(2) % heads != 0) {
        throw new InvalidNodeException(shape + " cannot be split into " + heads + " heads");
      }
      return shape.dim(2) / heads;
    }

    private static long vectors(Shape shape, Attributes attributes) {
      long size = size(shape, attributes);
      return size == 0 ? 0 : shape.elementCount() / size;
    }

    private void requireAngles(long batch) {
      Shape shape = cosines.shape();
      boolean fits = shape.equals(sines.shape()) && shape.rank() >= 1 && shape.dim(-1) == half;
      if (positions == null) {
        fits &= shape.elementCount() == batch * rows * half;
      } else {
        boolean integer =
            positions.type() == ElementType.INT64 || positions.type() == ElementType.INT32;
        fits &= integer && shape.rank() == 2 && positions.elementCount() == batch * rows;
      }
      if (!fits) {
        throw new InvalidNodeException(
            "cosines "
                + cosines
                + " and sines "
                + sines
                + " do not fit "
                + half
                + " pairs of input "
                + in
                + (positions == null ? "" : " at positions " + positions));
      }
    }

    @Override
    protected void range(long start, long end) {
      for (long item = start; item < end; item++) {
        long row = headsFirst ? item % rows : item / heads % rows;
        long batch = item / heads / rows;
        long angles = (batch * rows + row) * half;
        if (positions != null) {
          long length = cosines.shape().dim(0);
          long position =
              Elements.integer(positions.type(), positions.segment(), batch * rows + row);
          if (position < 0 || position >= length) {
            throw new IndexOutOfBoundsException(
                "position " + position + " is outside 0 to " + (length - 1));
          }
          angles = position * half;
        }
        rotate(item * headSize, angles);
      }
    }

    private void rotate(long first, long angles) {
      for (long i = 0; i < half; i++) {
        long left = first + (interleaved ? 2 * i : i);
        long right = first + (interleaved ? 2 * i + 1 : i + half);
        double x = Elements.real(in.type(), in.segment(), left);
        double y = Elements.real(in.type(), in.segment(), right);
        double cosine = Elements.real(cosines.type(), cosines.segment(), angles + i);
        double sine = Elements.real(sines.type(), sines.segment(), angles + i);
        Elements.setReal(out.type(), out.segment(), left, x * cosine - y * sine);
        Elements.setReal(out.type(), out.segment(), right, x * sine + y * cosine);
      }
      int elementBytes = Elements.bytes(in.type());
      for (long i = first + 2 * half; i < first + headSize; i++) {
        Elements.copy(elementBytes, in.segment(), i, out.segment(), i);
      }
    }
  }
}
