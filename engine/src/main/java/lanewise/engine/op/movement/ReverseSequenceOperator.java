package lanewise.engine.op.movement;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code ReverseSequence}: the first elements of each sequence in reverse. */
final class ReverseSequenceOperator implements Operator {
  private static int batchAxis(Attributes attributes) {
    return checked(attributes.integer("batch_axis", 1));
  }

  private static int timeAxis(Attributes attributes) {
    int axis = checked(attributes.integer("time_axis", 0));
    if (axis == batchAxis(attributes)) {
      throw new InvalidNodeException("batch_axis and time_axis are both " + axis);
    }
    return axis;
  }

  private static int checked(long axis) {
    if (axis != 0 && axis != 1) {
      throw new InvalidNodeException("batch_axis and time_axis must be 0 or 1, found " + axis);
    }
    return (int) axis;
  }

  @Override
  public void infer(Inference inference) {
    timeAxis(inference.attributes());
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.size() < 2) {
      throw new InvalidNodeException("expected a time and a batch axis, found " + dims);
    }
    inference.input(1);
    inference.outputLike(0, inference.input(0).type(), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    Shape shape = binding.inputShape(0);
    if (binding.inputShape(1).elementCount() != shape.dim(batchAxis(attributes))) {
      throw new InvalidNodeException(
          "sequence_lens must have "
              + shape.dim(batchAxis(attributes))
              + " elements, found "
              + binding.input(1));
    }
    return List.of(
        new Reverse(
            binding.input(0),
            Indices.require(binding.input(1)),
            binding.output(0),
            timeAxis(attributes) == 0));
  }

  private static final class Reverse extends BlockTask {
    private final Tensor in;
    private final Tensor lengths;
    private final Tensor out;
    private final boolean timeFirst;
    private final long slice;
    private final int elementBytes;

    Reverse(Tensor in, Tensor lengths, Tensor out, boolean timeFirst) {
      super(in.elementCount() == 0 ? 0 : in.shape().elementCount(0, 2));
      this.in = in;
      this.lengths = lengths;
      this.out = out;
      this.timeFirst = timeFirst;
      this.slice = in.shape().elementCount(2, in.shape().rank());
      this.elementBytes = Elements.bytes(in.type());
    }

    @Override
    protected void range(long start, long end) {
      long second = in.shape().dim(1);
      long steps = in.shape().dim(timeFirst ? 0 : 1);
      for (long item = start; item < end; item++) {
        long time = timeFirst ? item / second : item % second;
        long batch = timeFirst ? item % second : item / second;
        long length = Elements.integer(lengths.type(), lengths.segment(), batch);
        if (length < 0 || length > steps) {
          throw new IndexOutOfBoundsException(
              "sequence length " + length + " is outside 0 to " + steps);
        }
        long source = time < length ? length - 1 - time : time;
        long from = timeFirst ? source * second + batch : batch * second + source;
        for (long i = 0; i < slice; i++) {
          Elements.copy(
              elementBytes, in.segment(), from * slice + i, out.segment(), item * slice + i);
        }
      }
    }
  }
}
