package lanewise.engine.op.matrix;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code Einsum}, each output element a sum over all labels that it has not. */
final class EinsumOperator implements Operator {
  /** Hours of work: what lies beyond is taken for a mistake. */
  private static final long MOST_PRODUCTS = 1L << 44;

  @Override
  public void infer(Inference inference) {
    int count = inference.inputCount();
    int[] all = new int[count];
    int[] ranks = new int[count];
    for (int i = 0; i < count; i++) {
      all[i] = i;
      ranks[i] = inference.rank(i);
    }
    ElementType type = inference.commonType(all);
    for (int rank : ranks) {
      if (rank < 0) {
        inference.output(0, type, (List<Dim>) null);
        return;
      }
    }
    EinsumEquation equation =
        EinsumEquation.parse(inference.attributes().string("equation", ""), ranks);
    List<Dim> out = new ArrayList<>();
    for (char label : equation.output().toCharArray()) {
      out.add(dim(inference, equation, label));
    }
    for (char label : equation.labels().toCharArray()) {
      dim(inference, equation, label);
    }
    inference.output(0, type, out);
  }

  /** The size of a label: that of all axes that bear it, but for ones. */
  private static Dim dim(Inference inference, EinsumEquation equation, char label) {
    Dim size = Dim.of(1);
    for (int i = 0; i < equation.inputs().size(); i++) {
      String term = equation.inputs().get(i);
      for (int axis = 0; axis < term.length(); axis++) {
        Dim dim = inference.input(i).dims().get(axis);
        if (term.charAt(axis) != label || dim.is(1)) {
          continue;
        }
        if (size.isKnown() && dim.isKnown() && !size.is(1) && !size.equals(dim)) {
          throw new InvalidNodeException("label '" + label + "' is both " + size + " and " + dim);
        }
        size = size.is(1) || dim.isKnown() ? dim : size;
      }
    }
    return size;
  }

  @Override
  public List<Task> bind(Binding binding) {
    int count = binding.node().inputs().size();
    int[] ranks = new int[count];
    Tensor[] inputs = new Tensor[count];
    for (int i = 0; i < count; i++) {
      inputs[i] = binding.input(i);
      ranks[i] = inputs[i].shape().rank();
    }
    Elements.requireNumber(binding.outputType(0));
    EinsumEquation equation =
        EinsumEquation.parse(binding.node().attributes().string("equation", ""), ranks);
    String labels = equation.labels();
    long[] sizes = new long[labels.length()];
    java.util.Arrays.fill(sizes, 1);
    long[][] strides = new long[count][labels.length()];
    for (int i = 0; i < count; i++) {
      Shape shape = inputs[i].shape();
      long[] dense = Strides.dense(shape);
      for (int axis = 0; axis < shape.rank(); axis++) {
        int label = labels.indexOf(equation.inputs().get(i).charAt(axis));
        if (shape.dim(axis) != 1) {
          sizes[label] = shape.dim(axis);
          strides[i][label] += dense[axis];
        }
      }
    }
    return List.of(new Sum(inputs, binding.output(0), sizes, strides, equation.output().length()));
  }

  private static final class Sum extends BlockTask {
    private final Tensor[] inputs;
    private final Tensor out;
    private final long[] sizes;
    private final long[][] strides;
    private final int outLabels;
    private final long terms;

    Sum(Tensor[] inputs, Tensor out, long[] sizes, long[][] strides, int outLabels) {
      super(out.elementCount(), terms(sizes, outLabels));
      this.inputs = inputs;
      this.out = out;
      this.sizes = sizes;
      this.strides = strides;
      this.outLabels = outLabels;
      this.terms = terms(sizes, outLabels);
      requireFeasible(out.elementCount(), terms);
    }

    /** How many products each output element sums up. */
    private static long terms(long[] sizes, int outLabels) {
      long product = 1;
      for (int label = outLabels; label < sizes.length; label++) {
        product = Math.multiplyExact(product, sizes[label]);
      }
      return product;
    }

    private static void requireFeasible(long elements, long terms) {
      if (terms > 0 && elements > MOST_PRODUCTS / terms) {
        throw new InvalidNodeException(
            elements + " sums of " + terms + " products are more than can be computed");
      }
    }

    @Override
    protected void range(long start, long end) {
      ElementType type = out.type();
      for (long i = start; i < end; i++) {
        if (type.isInteger()) {
          long sum = 0;
          for (long term = 0; term < terms; term++) {
            long product = 1;
            for (int input = 0; input < inputs.length; input++) {
              product *= Elements.integer(type, inputs[input].segment(), index(input, i, term));
            }
            sum += product;
          }
          Elements.setInteger(type, out.segment(), i, sum);
        } else {
          double sum = 0;
          for (long term = 0; term < terms; term++) {
            double product = 1;
            for (int input = 0; input < inputs.length; input++) {
              product *= Elements.real(type, inputs[input].segment(), index(input, i, term));
            }
            sum += product;
          }
          Elements.setReal(type, out.segment(), i, sum);
        }
      }
    }

    private long index(int input, long position, long term) {
      long at = 0;
      long rest = term;
      for (int label = sizes.length - 1; label >= outLabels; label--) {
        at += rest % sizes[label] * strides[input][label];
        rest /= sizes[label];
      }
      rest = position;
      for (int label = outLabels - 1; label >= 0; label--) {
        at += rest % sizes[label] * strides[input][label];
        rest /= sizes[label];
      }
      return at;
    }
  }
}
