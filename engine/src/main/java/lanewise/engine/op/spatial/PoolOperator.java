package lanewise.engine.op.spatial;

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

/** ONNX {@code AveragePool}, {@code LpPool} and {@code MaxPool}. */
record PoolOperator(PoolTask.Kind kind) implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    Attributes attributes = inference.attributes();
    if (type != null) {
      requireType(type);
    }
    p(attributes);
    storageOrder(attributes);
    if (dims == null) {
      inference.output(0, type, (List<Dim>) null);
      inference.output(1, ElementType.INT64, (List<Dim>) null);
      return;
    }
    WindowRule rule = WindowRule.of(attributes, dims.size() - 2, null);
    List<Dim> out = rule.dims(inference, dims.get(0), dims.get(1), dims);
    inference.output(0, type, out);
    inference.output(1, ElementType.INT64, out);
  }

  @Override
  public boolean needsFirstOutput() {
    return kind != PoolTask.Kind.MAX;
  }

  private void requireType(ElementType type) {
    if (kind == PoolTask.Kind.MAX && (type == ElementType.INT8 || type == ElementType.UINT8)) {
      return;
    }
    Elements.requireReal(type);
  }

  private long p(Attributes attributes) {
    long p = attributes.integer("p", 2);
    if (kind == PoolTask.Kind.LP && (p < 1 || p > Integer.MAX_VALUE)) {
      throw new InvalidNodeException("p must be at least 1, found " + p);
    }
    return p;
  }

  private static long storageOrder(Attributes attributes) {
    long order = attributes.integer("storage_order", 0);
    if (order != 0 && order != 1) {
      throw new InvalidNodeException("storage_order must be 0 or 1, found " + order);
    }
    return order;
  }

  @Override
  public List<Task> bind(Binding binding) {
    requireType(binding.inputType(0));
    Attributes attributes = binding.node().attributes();
    Shape shape = binding.inputShape(0);
    SlidingWindow window = WindowRule.of(attributes, shape.rank() - 2, null).over(shape);
    return List.of(
        new PoolTask(
            kind,
            window,
            shape.dim(0) * shape.dim(1),
            attributes.integer("count_include_pad", 0) != 0,
            p(attributes),
            storageOrder(attributes) == 1,
            binding.input(0),
            binding.hasOutput(0) ? binding.output(0) : null,
            binding.hasOutput(1) ? binding.output(1) : null));
  }
}
