package lanewise.engine.op.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Axes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code Resize} and {@code Upsample}.
 *
 * @param form which inputs there are
 */
record ResizeOperator(Form form) implements Operator {
  enum Form {
    /** Input and scales, or the attribute {@code scales}; positions as {@code asymmetric}. */
    UPSAMPLE,
    /** Input and scales; positions as {@code asymmetric}. */
    SCALES,
    /** Input, region, scales and sizes. */
    FULL
  }

  private static final int REGION = 1;
  private static final int SIZES = 3;

  private int scalesInput() {
    return form == Form.FULL ? 2 : 1;
  }

  /** The input at this place, or null when it is absent or empty. */
  private static Tensor given(Tensor tensor) {
    return tensor == null || tensor.elementCount() == 0 ? null : tensor;
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    Attributes attributes = inference.attributes();
    ResizeRule.of(attributes, form);
    int scalesInput = scalesInput();
    boolean bySizes = form == Form.FULL && isPresent(inference, SIZES);
    if (!bySizes && attributes.reals("scales") == null && !isPresent(inference, scalesInput)) {
      throw new InvalidNodeException("neither scales nor sizes are given");
    }
    boolean decided =
        bySizes
            ? inference.constant(SIZES) != null || inference.elements(SIZES) != null
            : inference.constant(scalesInput) != null || attributes.reals("scales") != null;
    if (dims == null || !decided || !dims.stream().allMatch(Dim::isKnown)) {
      inference.outputOfRank(0, type, dims == null ? -1 : dims.size());
      return;
    }
    long[] in = dims.stream().mapToLong(Dim::value).toArray();
    long[] sizes = bySizes ? inference.integers(SIZES) : null;
    if (bySizes && sizes == null) {
      inference.outputOfRank(0, type, in.length);
      return;
    }
    double[] scales = bySizes ? null : scales(attributes, inference.constant(scalesInput));
    List<Dim> out = new ArrayList<>();
    for (long length : ResizeExtents.of(attributes, in, scales, sizes).out()) {
      out.add(Dim.of(length));
    }
    inference.output(0, type, out);
  }

  private static boolean isPresent(Inference inference, int input) {
    if (!inference.hasInput(input)) {
      return false;
    }
    List<Dim> dims = inference.input(input).dims();
    return dims == null || dims.isEmpty() || !dims.get(0).is(0);
  }

  private static double[] scales(Attributes attributes, Tensor tensor) {
    float[] listed = attributes.reals("scales");
    if (given(tensor) == null && listed == null) {
      throw new InvalidNodeException("neither scales nor sizes are given");
    }
    if (given(tensor) == null) {
      double[] scales = new double[listed.length];
      for (int i = 0; i < scales.length; i++) {
        scales[i] = listed[i];
      }
      return scales;
    }
    return reals(tensor);
  }

  private static double[] reals(Tensor tensor) {
    Elements.requireReal(tensor.type());
    double[] values = new double[Math.toIntExact(tensor.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.real(tensor.type(), tensor.segment(), i);
    }
    return values;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    ResizeRule rule = ResizeRule.of(attributes, form);
    Shape in = binding.inputShape(0);
    boolean bySizes =
        form == Form.FULL && binding.hasInput(SIZES) && given(binding.input(SIZES)) != null;
    Tensor scalesTensor = binding.hasInput(scalesInput()) ? binding.input(scalesInput()) : null;
    long[] sizes = bySizes ? Integers.read(binding, SIZES) : null;
    double[] scales = bySizes ? null : scales(attributes, scalesTensor);
    ResizeExtents extents = ResizeExtents.of(attributes, in.dimensions(), scales, sizes);
    if (!Arrays.equals(extents.out(), binding.outputShape(0).dimensions())) {
      throw new InvalidNodeException("the output's shape depends on scales that have changed");
    }
    double[][] region = new double[2][in.rank()];
    Arrays.fill(region[1], 1);
    if (rule.cropsAndResizes()) {
      int[] axes = axes(attributes, in.rank());
      Tensor given = form == Form.FULL && binding.hasInput(REGION) ? binding.input(REGION) : null;
      if (given == null || given.elementCount() != 2L * axes.length) {
        throw new InvalidNodeException("roi must have two numbers an axis, found " + given);
      }
      double[] values = reals(given);
      for (int i = 0; i < axes.length; i++) {
        region[0][axes[i]] = values[i];
        region[1][axes[i]] = values[i + axes.length];
      }
    }
    Elements.requireNumber(binding.inputType(0));
    if (in.elementCount() == 0 || binding.outputShape(0).elementCount() == 0) {
      return List.of();
    }
    return List.of(
        ResizeTask.of(rule, binding.input(0), binding.output(0), extents.scales(), region));
  }

  static int[] axes(Attributes attributes, int rank) {
    long[] axes = attributes.integers("axes");
    return Axes.of(axes == null ? Axes.all(rank) : axes, rank);
  }
}
