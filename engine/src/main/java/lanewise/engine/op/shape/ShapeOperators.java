package lanewise.engine.op.shape;

import static lanewise.engine.op.OperatorVersions.since;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Dims;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code Shape} and {@code Size}. */
public final class ShapeOperators {
  private ShapeOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "Shape" -> since(1, new ShapeOf());
      case "Size" -> since(1, new Size());
      default -> ViewOperators.find(name);
    };
  }

  /** Stores integers that are known at binding. */
  private record Store(long[] values, Tensor out) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      for (int i = 0; i < values.length; i++) {
        Elements.setInteger(ElementType.INT64, out.segment(), i, values[i]);
      }
    }
  }

  private static final class ShapeOf implements Operator {
    private static int start(Attributes attributes, int rank) {
      return clamp(attributes.integer("start", 0), rank);
    }

    private static int end(Attributes attributes, int rank) {
      return Math.max(start(attributes, rank), clamp(attributes.integer("end", rank), rank));
    }

    private static int clamp(long position, int rank) {
      long fromStart = position < 0 ? position + rank : position;
      return Math.clamp(fromStart, 0, rank);
    }

    @Override
    public void infer(Inference inference) {
      List<Dim> dims = inference.input(0).dims();
      if (dims == null) {
        inference.outputOfRank(0, ElementType.INT64, 1);
        return;
      }
      int start = start(inference.attributes(), dims.size());
      int end = end(inference.attributes(), dims.size());
      List<Dim> elements = dims.subList(start, end);
      inference.outputElements(0, ElementType.INT64, List.of(Dim.of(elements.size())), elements);
    }

    @Override
    public List<Task> bind(Binding binding) {
      Shape shape = binding.inputShape(0);
      Attributes attributes = binding.node().attributes();
      long[] dims = shape.dimensions();
      int start = start(attributes, dims.length);
      long[] values = java.util.Arrays.copyOfRange(dims, start, end(attributes, dims.length));
      return List.of(new Store(values, binding.output(0)));
    }
  }

  private static final class Size implements Operator {
    @Override
    public void infer(Inference inference) {
      List<Dim> dims = inference.input(0).dims();
      List<Dim> elements = dims == null ? null : List.of(Dims.product(dims, 0, dims.size()));
      inference.outputElements(0, ElementType.INT64, List.of(), elements);
    }

    @Override
    public List<Task> bind(Binding binding) {
      long[] count = {binding.inputShape(0).elementCount()};
      return List.of(new Store(count, binding.output(0)));
    }
  }
}
