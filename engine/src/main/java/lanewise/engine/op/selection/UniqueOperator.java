package lanewise.engine.op.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code Unique}. */
final class UniqueOperator implements Operator {
  /**
   * Which of the slices along an axis are the same.
   *
   * @param groupOf the group of each slice, in the order of the output
   * @param first the first slice of each group
   */
  private record Groups(AxisView view, int[] groupOf, int[] first) {
    static Groups of(Tensor in, AxisView view, boolean sorted) {
      Elements.requireNumber(in.type());
      int count = Math.toIntExact(view.length());
      HeapLimit.require(64L * count, "sorting " + count + " elements");
      Integer[] order = new Integer[count];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (x, y) -> compare(in, view, x, y));
      int[] groupOf = new int[count];
      List<Integer> first = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        if (i == 0 || compare(in, view, order[i - 1], order[i]) != 0) {
          first.add(order[i]);
        }
        groupOf[order[i]] = first.size() - 1;
      }
      Groups groups =
          new Groups(view, groupOf, first.stream().mapToInt(Integer::intValue).toArray());
      return sorted ? groups : groups.byAppearance();
    }

    private Groups byAppearance() {
      Integer[] order = new Integer[first.length];
      Arrays.setAll(order, i -> i);
      Arrays.sort(order, (x, y) -> Integer.compare(first[x], first[y]));
      int[] newNumber = new int[first.length];
      int[] newFirst = new int[first.length];
      for (int i = 0; i < order.length; i++) {
        newNumber[order[i]] = i;
        newFirst[i] = first[order[i]];
      }
      return new Groups(view, Arrays.stream(groupOf).map(g -> newNumber[g]).toArray(), newFirst);
    }

    private static int compare(Tensor in, AxisView view, long x, long y) {
      for (long outer = 0; outer < view.outer(); outer++) {
        for (long inner = 0; inner < view.inner(); inner++) {
          long base = outer * view.length() * view.inner() + inner;
          int order =
              Elements.compare(
                  in.type(), in.segment(), base + x * view.inner(), base + y * view.inner());
          if (order != 0) {
            return order;
          }
        }
      }
      return 0;
    }
  }

  private static AxisView view(Attributes attributes, Shape shape) {
    return attributes.has("axis")
        ? AxisView.of(shape, Inference.axis(attributes.integer("axis", 0), shape.rank()))
        : new AxisView(1, shape.elementCount(), 1);
  }

  @Override
  public void infer(Inference inference) {
    Attributes attributes = inference.attributes();
    Tensor constant = inference.constant(0);
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    Dim groups = inference.unknown(0, 0);
    Dim slices = inference.unknown(2, 0);
    if (constant != null) {
      AxisView view = view(attributes, constant.shape());
      groups = Dim.of(Groups.of(constant, view, true).first.length);
      slices = Dim.of(view.length());
    }
    if (!attributes.has("axis")) {
      inference.output(0, type, List.of(groups));
    } else if (dims == null) {
      inference.output(0, type, (List<Dim>) null);
    } else {
      List<Dim> out = new ArrayList<>(dims);
      out.set(Inference.axis(attributes.integer("axis", 0), dims.size()), groups);
      inference.output(0, type, out);
    }
    inference.output(1, ElementType.INT64, List.of(groups));
    inference.output(2, ElementType.INT64, List.of(slices));
    inference.output(3, ElementType.INT64, List.of(groups));
  }

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    Groups groups =
        Groups.of(
            binding.input(0),
            view(attributes, binding.inputShape(0)),
            attributes.integer("sorted", 1) != 0);
    Tensor[] outputs = new Tensor[4];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = binding.hasOutput(i) ? binding.output(i) : null;
    }
    return List.of(new Write(groups, binding.input(0), outputs));
  }

  private record Write(Groups groups, Tensor in, Tensor[] outputs) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      if (outputs[0] != null) {
        values(outputs[0]);
      }
      if (outputs[1] != null) {
        integers(outputs[1], groups.first);
      }
      if (outputs[2] != null) {
        integers(outputs[2], groups.groupOf);
      }
      if (outputs[3] != null) {
        for (int group = 0; group < groups.first.length; group++) {
          Elements.setInteger(ElementType.INT64, outputs[3].segment(), group, 0);
        }
        for (int group : groups.groupOf) {
          long count = Elements.integer(ElementType.INT64, outputs[3].segment(), group);
          Elements.setInteger(ElementType.INT64, outputs[3].segment(), group, count + 1);
        }
      }
    }

    private void values(Tensor out) {
      AxisView view = groups.view;
      int elementBytes = Elements.bytes(in.type());
      long to = 0;
      for (long outer = 0; outer < view.outer(); outer++) {
        for (int slice : groups.first) {
          long from = (outer * view.length() + slice) * view.inner();
          for (long inner = 0; inner < view.inner(); inner++) {
            Elements.copy(elementBytes, in.segment(), from + inner, out.segment(), to++);
          }
        }
      }
    }

    private static void integers(Tensor out, int[] values) {
      for (int i = 0; i < values.length; i++) {
        Elements.setInteger(ElementType.INT64, out.segment(), i, values[i]);
      }
    }
  }
}
