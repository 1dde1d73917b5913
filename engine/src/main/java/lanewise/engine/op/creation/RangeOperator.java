package lanewise.engine.op.creation;

import java.util.ArrayList;
import java.util.List;
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
import lanewise.kernels.task.BlockTask;

/** ONNX {@code Range}. */
final class RangeOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1, 2);
    for (int i = 0; i < 3; i++) {
      List<Dim> dims = inference.input(i).dims();
      if (dims != null && dims.stream().anyMatch(dim -> dim.isKnown() && !dim.is(1))) {
        throw new InvalidNodeException("input " + i + " must be a scalar, found " + dims);
      }
    }
    List<Dim> start = inference.elements(0);
    List<Dim> limit = inference.elements(1);
    List<Dim> delta = inference.elements(2);
    boolean elements = start != null && limit != null && delta != null;
    if (elements && known(start, limit, delta)) {
      integers(
          inference,
          type,
          start.getFirst().value(),
          limit.getFirst().value(),
          delta.getFirst().value());
    } else if (elements && delta.getFirst().is(1)) {
      inference.output(0, type, List.of(limit.getFirst().minus(start.getFirst())));
    } else if (allConstant(inference)) {
      inference.output(0, type, List.of(Dim.of(count(type, inference))));
    } else {
      inference.outputOfRank(0, type, 1);
    }
  }

  private static boolean known(List<Dim> start, List<Dim> limit, List<Dim> delta) {
    return start.getFirst().isKnown() && limit.getFirst().isKnown() && delta.getFirst().isKnown();
  }

  private static boolean allConstant(Inference inference) {
    return inference.constant(0) != null
        && inference.constant(1) != null
        && inference.constant(2) != null;
  }

  private static void integers(
      Inference inference, ElementType type, long start, long limit, long delta) {
    long count = count(start, limit, delta);
    List<Dim> dims = List.of(Dim.of(count));
    if (count > Fact.MOST_ELEMENTS) {
      inference.output(0, type, dims);
      return;
    }
    List<Dim> elements = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      elements.add(Dim.of(start + i * delta));
    }
    inference.outputElements(0, type, dims, elements);
  }

  private static long count(long start, long limit, long delta) {
    if (delta == 0) {
      throw new InvalidNodeException("delta is 0");
    }
    if (delta > 0 ? start >= limit : start <= limit) {
      return 0;
    }
    long distance = Math.abs(Math.subtractExact(limit, start));
    return (distance - 1) / Math.absExact(delta) + 1;
  }

  private static long count(ElementType type, Inference inference) {
    Elements.requireNumber(type);
    if (type.isInteger()) {
      return count(
          Elements.integer(type, inference.constant(0).segment(), 0),
          Elements.integer(type, inference.constant(1).segment(), 0),
          Elements.integer(type, inference.constant(2).segment(), 0));
    }
    double start = Elements.real(type, inference.constant(0).segment(), 0);
    double limit = Elements.real(type, inference.constant(1).segment(), 0);
    double delta = Elements.real(type, inference.constant(2).segment(), 0);
    double count = Math.ceil((limit - start) / delta);
    if (delta == 0 || Double.isNaN(count) || count > 0x1p59) {
      throw new InvalidNodeException(
          "from " + start + " to " + limit + " by " + delta + " has no end");
    }
    return Math.max(0, (long) count);
  }

  @Override
  public List<Task> bind(Binding binding) {
    return List.of(new Count(binding.input(0), binding.input(2), binding.output(0)));
  }

  private static final class Count extends BlockTask {
    private final Tensor first;
    private final Tensor delta;
    private final Tensor out;

    Count(Tensor first, Tensor delta, Tensor out) {
      super(out.elementCount());
      this.first = first;
      this.delta = delta;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      ElementType type = out.type();
      if (type.isInteger()) {
        long from = Elements.integer(type, first.segment(), 0);
        long step = Elements.integer(type, delta.segment(), 0);
        for (long i = start; i < end; i++) {
          Elements.setInteger(type, out.segment(), i, from + i * step);
        }
      } else {
        double from = Elements.real(type, first.segment(), 0);
        double step = Elements.real(type, delta.segment(), 0);
        for (long i = start; i < end; i++) {
          Elements.setReal(type, out.segment(), i, from + i * step);
        }
      }
    }
  }
}
