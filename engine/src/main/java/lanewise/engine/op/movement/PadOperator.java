package lanewise.engine.op.movement;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Axes;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Integers;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Strides;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code Pad}; pads are attributes before version 11. Negative pads cut off. */
final class PadOperator implements Operator {
  private static final int PADS = 1;
  private static final int VALUE = 2;
  private static final int AXES = 3;

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.input(0).type();
    List<Dim> dims = inference.input(0).dims();
    boolean attributes = inference.node().version() < 11;
    if (!attributes) {
      inference.input(PADS);
      inference.commonType(0, VALUE);
    }
    long[] pads = attributes ? attributePads(inference.node()) : inference.integers(PADS);
    long[] axes = inference.integers(AXES);
    boolean axesUnknown = inference.hasInput(AXES) && axes == null;
    if (dims == null || pads == null || axesUnknown) {
      inference.outputOfRank(0, type, dims == null ? -1 : dims.size());
      return;
    }
    long[] all = perAxis(pads, axes, dims.size());
    List<Dim> out = new ArrayList<>(dims.size());
    for (int axis = 0; axis < dims.size(); axis++) {
      long added = Math.addExact(all[axis], all[dims.size() + axis]);
      Dim dim = dims.get(axis).plus(Dim.of(added));
      if (dim.isKnown() && dim.value() < 0) {
        throw new InvalidNodeException(
            "pads " + Arrays.toString(pads) + " cut more off than " + dims + " has");
      }
      out.add(dim);
    }
    inference.output(0, type, out);
  }

  private static long[] attributePads(Node node) {
    long[] pads = node.attributes().integers("pads");
    if (pads == null) {
      throw new InvalidNodeException("attribute 'pads' is missing");
    }
    return pads;
  }

  /** Elements added before each axis, then after each. */
  private static long[] perAxis(long[] pads, long[] axes, int rank) {
    int[] listed = Axes.of(axes == null ? Axes.all(rank) : axes, rank);
    if (pads.length != 2 * listed.length) {
      throw new InvalidNodeException(
          "pads has " + pads.length + " elements, " + listed.length + " axes need two each");
    }
    long[] all = new long[2 * rank];
    for (int i = 0; i < listed.length; i++) {
      all[listed[i]] = pads[i];
      all[rank + listed[i]] = pads[listed.length + i];
    }
    return all;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Shape in = binding.inputShape(0);
    Shape out = binding.outputShape(0);
    boolean attributes = binding.node().version() < 11;
    long[] pads = attributes ? attributePads(binding.node()) : Integers.read(binding, PADS);
    long[] all = perAxis(pads, Integers.read(binding, AXES), in.rank());
    if (out.elementCount() == 0) {
      return List.of();
    }
    Mode mode = Mode.of(binding.node().attributes().string("mode", "constant"));
    for (int axis = 0; axis < in.rank(); axis++) {
      if (in.dim(axis) == 0 && mode != Mode.CONSTANT) {
        throw new InvalidNodeException(
            "an axis without elements cannot be padded by " + mode.attribute);
      }
    }
    return List.of(new Padding(binding, mode, all, value(binding, attributes)));
  }

  private enum Mode {
    CONSTANT("constant"),
    EDGE("edge"),
    WRAP("wrap"),
    REFLECT("reflect");

    final String attribute;

    Mode(String attribute) {
      this.attribute = attribute;
    }

    static Mode of(String name) {
      for (Mode mode : values()) {
        if (mode.attribute.equals(name)) {
          return mode;
        }
      }
      throw new InvalidNodeException(
          "mode must be constant, reflect, edge or wrap, found '" + name + "'");
    }

    /** Which position of an axis shows at {@code position}, or -1 for the padding's value. */
    long source(long position, long length) {
      if (position >= 0 && position < length) {
        return position;
      }
      return switch (this) {
        case CONSTANT -> -1;
        case EDGE -> Math.clamp(position, 0, length - 1);
        case WRAP -> Math.floorMod(position, length);
        case REFLECT -> {
          long period = Math.max(1, 2 * (length - 1));
          long folded = Math.floorMod(position, period);
          yield folded < length ? folded : period - folded;
        }
      };
    }
  }

  /** The padding's value, or null for zero. */
  private static MemorySegment value(Binding binding, boolean attribute) {
    if (attribute) {
      float value = binding.node().attributes().real("value", 0);
      ElementType type = Elements.requireNumber(binding.inputType(0));
      MemorySegment memory = java.lang.foreign.Arena.ofAuto().allocate(type.blockBytes());
      Elements.setReal(type, memory, 0, value);
      return memory;
    }
    if (!binding.hasInput(VALUE)) {
      return null;
    }
    if (binding.inputShape(VALUE).elementCount() != 1) {
      throw new InvalidNodeException("the value must be a scalar, found " + binding.input(VALUE));
    }
    return binding.input(VALUE).segment();
  }

  private static final class Padding extends BlockTask {
    private final MemorySegment in;
    private final MemorySegment out;
    private final MemorySegment value;
    private final Mode mode;
    private final long[] pads;
    private final long[] inDims;
    private final long[] outDims;
    private final long[] inStrides;
    private final int elementBytes;
    private final int rank;
    private final long columns;

    Padding(Binding binding, Mode mode, long[] pads, MemorySegment value) {
      super(rows(binding.outputShape(0)), columns(binding.outputShape(0)));
      this.in = binding.input(0).segment();
      this.out = binding.output(0).segment();
      this.value = value;
      this.mode = mode;
      this.pads = pads;
      this.inDims = binding.inputShape(0).dimensions();
      this.outDims = binding.outputShape(0).dimensions();
      this.inStrides = Strides.dense(binding.inputShape(0));
      this.elementBytes = Elements.bytes(binding.inputType(0));
      this.rank = inDims.length;
      this.columns = columns(binding.outputShape(0));
    }

    private static long columns(Shape out) {
      return out.rank() == 0 ? 1 : out.dim(-1);
    }

    private static long rows(Shape out) {
      return out.elementCount() / columns(out);
    }

    @Override
    protected void range(long start, long end) {
      for (long row = start; row < end; row++) {
        long rest = row;
        long base = 0;
        for (int axis = rank - 2; axis >= 0; axis--) {
          long source = source(axis, rest % outDims[axis]);
          rest /= outDims[axis];
          base = source < 0 || base < 0 ? -1 : base + source * inStrides[axis];
        }
        for (long column = 0; column < columns; column++) {
          long source = rank == 0 ? 0 : source(rank - 1, column);
          long to = row * columns + column;
          if (base >= 0 && source >= 0) {
            Elements.copy(elementBytes, in, base + source, out, to);
          } else {
            pad(to);
          }
        }
      }
    }

    private long source(int axis, long position) {
      return mode.source(position - pads[axis], inDims[axis]);
    }

    private void pad(long to) {
      if (value != null) {
        Elements.copy(elementBytes, value, 0, out, to);
        return;
      }
      for (int i = 0; i < elementBytes; i++) {
        out.set(java.lang.foreign.ValueLayout.JAVA_BYTE, to * elementBytes + i, (byte) 0);
      }
    }
  }
}
