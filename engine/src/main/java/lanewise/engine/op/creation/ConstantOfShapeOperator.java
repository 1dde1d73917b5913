package lanewise.engine.op.creation;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Fact;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code ConstantOfShape}. */
final class ConstantOfShapeOperator implements Operator {
  /** The value to fill with, or null for f32 zero. */
  private static Tensor value(Attributes attributes) {
    Tensor value = attributes.tensor("value");
    if (value != null && value.elementCount() != 1) {
      throw new InvalidNodeException("the value must be one element, found " + value);
    }
    return value;
  }

  @Override
  public void infer(Inference inference) {
    Tensor value = value(inference.attributes());
    ElementType type = value == null ? ElementType.FLOAT32 : value.type();
    List<Dim> dims = inference.elements(0);
    if (dims == null) {
      List<Dim> shape = inference.input(0).dims();
      boolean rankKnown = shape != null && shape.size() == 1 && shape.getFirst().isKnown();
      boolean small = rankKnown && shape.getFirst().value() <= Fact.MOST_ELEMENTS;
      inference.outputOfRank(0, type, small ? (int) shape.getFirst().value() : -1);
      return;
    }
    for (Dim dim : dims) {
      if (dim.isKnown() && dim.value() < 0) {
        throw new InvalidNodeException("negative dimension in shape " + dims);
      }
    }
    long count = dims.isEmpty() ? 1 : -1;
    if (dims.size() == 1 && dims.getFirst().isKnown()) {
      count = dims.getFirst().value();
    }
    boolean integer = type == ElementType.INT64 || type == ElementType.INT32;
    boolean tracked = integer && count >= 0 && count <= Fact.MOST_ELEMENTS;
    if (tracked) {
      Dim element = Dim.of(Elements.integer(type, value.segment(), 0));
      inference.outputElements(0, type, dims, Collections.nCopies((int) count, element));
    } else {
      inference.output(0, type, dims);
    }
  }

  private record Zero(MemorySegment out) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      out.fill((byte) 0);
    }
  }

  @Override
  public List<Task> bind(Binding binding) {
    Tensor value = value(binding.node().attributes());
    MemorySegment out = binding.output(0).segment();
    if (value == null) {
      return List.of(new Zero(out));
    }
    return List.of(
        binding
            .tier()
            .movement()
            .copy(
                Elements.bytes(value.type()),
                new long[] {binding.outputShape(0).elementCount()},
                value.segment(),
                0,
                new long[] {0},
                out,
                0,
                new long[] {1}));
  }
}
