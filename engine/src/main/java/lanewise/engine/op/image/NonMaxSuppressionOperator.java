package lanewise.engine.op.image;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code NonMaxSuppression}. How many boxes are left decides the shape, so that they are
 * chosen when the inputs' values are there.
 */
final class NonMaxSuppressionOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    centered(inference.attributes().integer("center_point_box", 0));
    for (int i = 0; i < 2; i++) {
      List<Dim> dims = inference.input(i).dims();
      if (dims != null && dims.size() != 3) {
        throw new InvalidNodeException("input " + i + " must have rank 3, found " + dims);
      }
    }
    boolean ready = true;
    for (int i = 0; i < inference.inputCount(); i++) {
      ready &= !inference.hasInput(i) || inference.constant(i) != null;
    }
    if (!ready) {
      inference.output(0, ElementType.INT64, List.of(inference.unknown(0, 0), Dim.of(3)));
      return;
    }
    Tensor[] inputs = new Tensor[5];
    for (int i = 0; i < 5; i++) {
      inputs[i] = inference.constant(i);
    }
    long[] chosen = choose(inputs, inference.attributes().integer("center_point_box", 0) == 1);
    inference.outputConstant(0, Tensor.of(chosen, chosen.length / 3, 3));
  }

  private static void centered(long format) {
    if (format != 0 && format != 1) {
      throw new InvalidNodeException("center_point_box must be 0 or 1, found " + format);
    }
  }

  /** The boxes of one image, as corners. */
  private record Boxes(Tensor tensor, long first, boolean centered) {
    private double at(long box, int i) {
      return Elements.real(tensor.type(), tensor.segment(), first + 4 * box + i);
    }

    double least(long box, int axis) {
      return centered
          ? at(box, 1 - axis) - at(box, 3 - axis) / 2
          : Math.min(at(box, axis), at(box, axis + 2));
    }

    double most(long box, int axis) {
      return centered
          ? at(box, 1 - axis) + at(box, 3 - axis) / 2
          : Math.max(at(box, axis), at(box, axis + 2));
    }

    double overlap(long a, long b) {
      double shared = 1;
      double areaA = 1;
      double areaB = 1;
      for (int axis = 0; axis < 2; axis++) {
        double low = Math.max(least(a, axis), least(b, axis));
        double high = Math.min(most(a, axis), most(b, axis));
        shared *= Math.max(0, high - low);
        areaA *= most(a, axis) - least(a, axis);
        areaB *= most(b, axis) - least(b, axis);
      }
      double union = areaA + areaB - shared;
      return shared > 0 && union > 0 ? shared / union : 0;
    }
  }

  /** Triples of image, class and box, the best score of each class first. */
  private static long[] choose(Tensor[] inputs, boolean centered) {
    Tensor boxes = inputs[0];
    Tensor scores = inputs[1];
    Elements.requireReal(boxes.type());
    Elements.requireReal(scores.type());
    long images = scores.shape().dim(0);
    long classes = scores.shape().dim(1);
    long count = scores.shape().dim(2);
    boolean fits =
        boxes.shape().dim(0) == images
            && boxes.shape().dim(1) == count
            && boxes.shape().dim(2) == 4;
    if (!fits) {
      throw new InvalidNodeException("boxes " + boxes + " do not fit scores " + scores);
    }
    long most = (long) scalar(inputs[2], 0);
    double overlap = scalar(inputs[3], 0);
    double least = inputs[4] == null ? Double.NEGATIVE_INFINITY : scalar(inputs[4], 0);
    HeapLimit.require(
        Math.multiplyExact(64, Math.min(scores.elementCount(), count)), "sorting boxes");
    List<long[]> chosen = new ArrayList<>();
    for (long image = 0; image < images && count > 0 && most > 0; image++) {
      Boxes ofImage = new Boxes(boxes, image * count * 4, centered);
      for (long kind = 0; kind < classes; kind++) {
        long first = (image * classes + kind) * count;
        for (long box : best(scores, first, count, least, most, overlap, ofImage)) {
          chosen.add(new long[] {image, kind, box});
        }
      }
    }
    return chosen.stream().flatMapToLong(Arrays::stream).toArray();
  }

  private static List<Long> best(
      Tensor scores, long first, long count, double least, long most, double overlap, Boxes boxes) {
    List<Long> order = new ArrayList<>();
    for (long box = 0; box < count; box++) {
      if (Elements.real(scores.type(), scores.segment(), first + box) > least) {
        order.add(box);
      }
    }
    order.sort(
        Comparator.comparingDouble(
            box -> -Elements.real(scores.type(), scores.segment(), first + box)));
    List<Long> kept = new ArrayList<>();
    for (long box : order) {
      if (kept.size() >= most) {
        break;
      }
      boolean free = true;
      for (long other : kept) {
        free &= boxes.overlap(other, box) <= overlap;
      }
      if (free) {
        kept.add(box);
      }
    }
    return kept;
  }

  private static double scalar(Tensor tensor, double whenAbsent) {
    if (tensor == null) {
      return whenAbsent;
    }
    if (tensor.elementCount() != 1) {
      throw new InvalidNodeException("expected one number, found " + tensor);
    }
    return Elements.real(tensor.type(), tensor.segment(), 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Tensor[] inputs = new Tensor[5];
    for (int i = 0; i < 5; i++) {
      inputs[i] = binding.hasInput(i) ? binding.input(i) : null;
    }
    long[] chosen = choose(inputs, binding.node().attributes().integer("center_point_box", 0) == 1);
    Tensor out = binding.output(0);
    if (chosen.length != out.elementCount()) {
      throw new InvalidNodeException("the boxes have changed since the output's shape was known");
    }
    return List.of(new Store(chosen, out));
  }

  private static final class Store implements Task {
    private final long[] values;
    private final Tensor out;

    Store(long[] values, Tensor out) {
      this.values = values;
      this.out = out;
    }

    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      for (int i = 0; i < values.length; i++) {
        out.segment().setAtIndex(JAVA_LONG_UNALIGNED, i, values[i]);
      }
    }
  }
}
