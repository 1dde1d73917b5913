package lanewise.engine.op.movement;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;

/**
 * ONNX {@code DepthToSpace} and {@code SpaceToDepth}.
 *
 * @param toSpace whether channels become space
 */
record DepthSpaceOperator(boolean toSpace) implements Operator {
  private static long block(Attributes attributes) {
    long block = attributes.integer("blocksize", 0);
    if (block < 1 || block > Integer.MAX_VALUE) {
      throw new InvalidNodeException("blocksize must be at least 1, found " + block);
    }
    return block;
  }

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    long block = block(inference.attributes());
    if (dims == null) {
      inference.outputOfRank(0, type, 4);
      return;
    }
    if (dims.size() != 4) {
      throw new InvalidNodeException("expected [N, C, H, W], found " + dims);
    }
    Dim area = Dim.of(block * block);
    Dim side = Dim.of(block);
    if (toSpace) {
      requireMultiple(dims.get(1), block * block, dims);
      inference.output(
          0,
          type,
          List.of(
              dims.get(0),
              dims.get(1).dividedBy(area),
              dims.get(2).times(side),
              dims.get(3).times(side)));
    } else {
      requireMultiple(dims.get(2), block, dims);
      requireMultiple(dims.get(3), block, dims);
      inference.output(
          0,
          type,
          List.of(
              dims.get(0),
              dims.get(1).times(area),
              dims.get(2).dividedBy(side),
              dims.get(3).dividedBy(side)));
    }
  }

  private static void requireMultiple(Dim dim, long divisor, List<Dim> dims) {
    if (dim.isKnown() && dim.value() % divisor != 0) {
      throw new InvalidNodeException(dim + " of " + dims + " is no multiple of " + divisor);
    }
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    long block = block(attributes);
    String mode = attributes.string("mode", "DCR");
    if (!mode.equals("DCR") && !mode.equals("CRD")) {
      throw new InvalidNodeException("mode must be DCR or CRD, found '" + mode + "'");
    }
    Shape wide = toSpace ? binding.outputShape(0) : binding.inputShape(0);
    Shape deep = toSpace ? binding.inputShape(0) : binding.outputShape(0);
    long channels = wide.dim(1);
    // Axes: batch, block row, block column, channel, row, column.
    long[] dims = {wide.dim(0), block, block, channels, deep.dim(2), deep.dim(3)};
    long[] wideDense = Strides.dense(wide);
    long[] wideStrides = {wideDense[0], wideDense[2], 1, wideDense[1], wideDense[2] * block, block};
    long[] deepDense = Strides.dense(deep);
    long plane = deepDense[1];
    boolean channelsFirst = toSpace && mode.equals("CRD");
    long[] deepStrides = {
      deepDense[0],
      plane * block * (channelsFirst ? 1 : channels),
      plane * (channelsFirst ? 1 : channels),
      plane * (channelsFirst ? block * block : 1),
      deepDense[2],
      1
    };
    return List.of(
        StridedCopy.of(
            binding,
            dims,
            binding.input(0),
            0,
            toSpace ? deepStrides : wideStrides,
            binding.output(0),
            0,
            toSpace ? wideStrides : deepStrides));
  }
}
