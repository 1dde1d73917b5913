package lanewise.engine.op.elementwise;

import static lanewise.engine.op.OperatorVersions.since;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.CopyTask;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code Min}, {@code Max}, {@code Sum} and {@code Mean}: any number of inputs, one type. */
final class VariadicOperators {
  private VariadicOperators() {}

  /** What {@code name} means in ONNX, or null. */
  static OperatorVersions find(String name) {
    return switch (name) {
      case "Min" -> since(6, new Variadic(BinaryOp.MIN, false));
      case "Max" -> since(6, new Variadic(BinaryOp.MAX, false));
      case "Sum" -> since(6, new Variadic(BinaryOp.ADD, false));
      case "Mean" -> since(6, new Variadic(BinaryOp.ADD, true));
      default -> null;
    };
  }

  /**
   * @param mean whether the result is divided by the number of inputs
   */
  private record Variadic(BinaryOp op, boolean mean) implements Operator {
    private static int[] all(int count) {
      int[] indices = new int[count];
      for (int i = 0; i < count; i++) {
        indices[i] = i;
      }
      return indices;
    }

    @Override
    public void infer(Inference inference) {
      if (inference.inputCount() == 0) {
        throw new InvalidNodeException("at least one input is needed");
      }
      int[] inputs = all(inference.inputCount());
      ElementType type = inference.commonType(inputs);
      List<Dim> dims = inference.broadcast(inputs);
      List<Dim> elements = inference.elements(0);
      for (int i = 1; i < inputs.length; i++) {
        elements = ElementArithmetic.apply(op, elements, inference.elements(i));
      }
      if (elements != null && !mean && dims != null && dims.size() <= 1) {
        inference.outputElements(0, type, dims, elements);
      } else {
        inference.output(0, type, dims);
      }
    }

    @Override
    public List<Task> bind(Binding binding) {
      int count = binding.node().inputs().size();
      Shape shape = binding.outputShape(0);
      ElementType type = binding.outputType(0);
      MemorySegment out = binding.output(0).segment();
      List<Task> tasks = new ArrayList<>();
      if (count == 1) {
        tasks.addAll(CopyTask.of(binding.input(0), binding.output(0)));
      } else if (count == 2) {
        tasks.add(step(binding, binding.inputShape(0), binding.input(0).segment(), 1));
      } else {
        tasks.add(spread(binding, shape));
        for (int i = 1; i < count; i++) {
          tasks.add(step(binding, shape, out, i));
        }
      }
      if (mean && count > 1) {
        tasks.add(new Divide(Elements.requireReal(type), out, shape.elementCount(), count));
      }
      return tasks;
    }

    /** The output combined with one more input. */
    private Task step(Binding binding, Shape lhsShape, MemorySegment lhs, int input) {
      return binding
          .tier()
          .elementwise()
          .binary(
              op,
              binding.outputType(0),
              Broadcast.of(lhsShape, binding.inputShape(input)),
              lhs,
              binding.input(input).segment(),
              binding.output(0).segment());
    }

    /** The first input, repeated to fill the output. */
    private static Task spread(Binding binding, Shape shape) {
      Broadcast broadcast = Broadcast.of(shape, binding.inputShape(0));
      int rank = broadcast.rank();
      long[] dims = new long[rank];
      long[] inStrides = new long[rank];
      long[] outStrides = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        dims[axis] = broadcast.dim(axis);
        outStrides[axis] = broadcast.stride(0, axis);
        inStrides[axis] = broadcast.stride(1, axis);
      }
      return binding
          .tier()
          .movement()
          .copy(
              Elements.bytes(binding.outputType(0)),
              dims,
              binding.input(0).segment(),
              0,
              inStrides,
              binding.output(0).segment(),
              0,
              outStrides);
    }
  }

  private static final class Divide extends BlockTask {
    private final ElementType type;
    private final MemorySegment out;
    private final int divisor;

    Divide(ElementType type, MemorySegment out, long count, int divisor) {
      super(count);
      this.type = type;
      this.out = out;
      this.divisor = divisor;
    }

    @Override
    protected void range(long start, long end) {
      for (long i = start; i < end; i++) {
        Elements.setReal(type, out, i, Elements.real(type, out, i) / divisor);
      }
    }
  }
}
