package lanewise.engine.op.attention;

import static lanewise.engine.op.OperatorVersions.since;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.engine.op.Sizing;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Rule;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.natives.memory.NativeMemory;

/** The internal operator {@code Attention}: {@code softmax(scale · Q Kᵀ + mask) V}, all f32. */
public final class AttentionOperators {
  /** The operator's name in the internal domain. */
  public static final String ATTENTION = "Attention";

  /** Attributes that name each operand's {@link HeadsLayout}; {@code BSHD} when absent. */
  public static final String QUERY_LAYOUT = "query_layout";

  public static final String KEY_LAYOUT = "key_layout";
  public static final String VALUE_LAYOUT = "value_layout";
  public static final String OUTPUT_LAYOUT = "output_layout";

  /** Attribute: what the products of queries and keys are multiplied by. */
  public static final String SCALE = "scale";

  /**
   * Attribute: how many heads each operand has, when operands share one tensor; absent when every
   * head of an operand's tensor is its own.
   */
  public static final String HEADS = "heads";

  /** Attributes: the first head of the operand in its tensor; 0 when absent. */
  public static final String FIRST_QUERY_HEAD = "first_query_head";

  public static final String FIRST_KEY_HEAD = "first_key_head";
  public static final String FIRST_VALUE_HEAD = "first_value_head";

  private AttentionOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "Attention" -> since(23, new OnnxAttentionOperator());
      case "RotaryEmbedding" -> since(23, new RotaryEmbeddingOperator());
      case "LinearAttention" -> since(27, new LinearAttentionOperator());
      default -> null;
    };
  }

  /** What {@code name} means in domain {@code ai.onnx.preview}, or null. */
  public static OperatorVersions findPreview(String name) {
    return name.equals("FlexAttention") ? since(1, new FlexAttentionOperator()) : null;
  }

  /** What {@code name} means where passes made the node, or null. */
  public static OperatorVersions findInternal(String name) {
    return switch (name) {
      case ATTENTION -> since(1, new AttentionOperator());
      default -> null;
    };
  }

  /** Inputs query, key, value and, optional, an additive mask [batch, heads, queries, keys]. */
  private static final class AttentionOperator implements Operator {
    private static final int MASK = 3;

    @Override
    public void infer(Inference inference) {
      Node node = inference.node();
      for (int i = 0; i < 3; i++) {
        ElementType type = inference.input(i).type();
        if (type != null && type != ElementType.FLOAT32) {
          throw new InvalidNodeException("attention takes f32, found " + type.label());
        }
        if (inference.rank(i) >= 0 && inference.rank(i) != 4) {
          throw new InvalidNodeException(
              "attention takes operands of rank 4, input " + i + " has " + inference.rank(i));
        }
      }
      List<Dim> query = inference.input(0).dims();
      List<Dim> value = inference.input(2).dims();
      if (query == null || value == null) {
        inference.output(0, ElementType.FLOAT32, (List<Dim>) null);
        return;
      }
      HeadsLayout in = HeadsLayout.of(node, QUERY_LAYOUT);
      HeadsLayout out = HeadsLayout.of(node, OUTPUT_LAYOUT);
      long heads = node.attributes().integer(HEADS, 0);
      List<Dim> dims = new ArrayList<>(query);
      dims.set(out.rowsAxis(), query.get(in.rowsAxis()));
      dims.set(out.headsAxis(), heads > 0 ? Dim.of(heads) : query.get(in.headsAxis()));
      dims.set(3, value.get(3));
      inference.output(0, ElementType.FLOAT32, dims);
    }

    @Override
    public long scratchBytes(Sizing sizing) {
      Sizes sizes = sizes(sizing);
      long kernelBytes = kernelScratchBytes(sizing, sizes);
      return sizing.hasInput(MASK)
          ? Math.addExact(kernelBytes, AttentionMask.scratchBytes(sizing.inputShape(MASK), sizes))
          : kernelBytes;
    }

    private static long kernelScratchBytes(Sizing sizing, Sizes sizes) {
      ElementType f32 = ElementType.FLOAT32;
      return NativeMemory.roundUp(
          sizing.tier().attention().scratchBytes(sizes, f32, f32, sizing.workers()));
    }

    /** The sizes, with every operand's shape checked against the others. */
    private static Sizes sizes(Sizing sizing) {
      Node node = sizing.node();
      Operand query = operand(sizing, 0, QUERY_LAYOUT, FIRST_QUERY_HEAD);
      Operand key = operand(sizing, 1, KEY_LAYOUT, FIRST_KEY_HEAD);
      Operand value = operand(sizing, 2, VALUE_LAYOUT, FIRST_VALUE_HEAD);
      boolean agree =
          query.batch() == key.batch()
              && key.batch() == value.batch()
              && key.heads() == value.heads()
              && key.rows() == value.rows()
              && query.size() == key.size();
      if (!agree) {
        throw new InvalidNodeException(
            node.label()
                + " cannot combine query "
                + query.shape()
                + ", key "
                + key.shape()
                + " and value "
                + value.shape());
      }
      return new Sizes(
          query.batch(),
          query.heads(),
          key.heads(),
          query.rows(),
          key.rows(),
          query.size(),
          value.size());
    }

    private static Operand operand(
        Sizing sizing, int input, String layoutAttribute, String firstHeadAttribute) {
      Node node = sizing.node();
      return Operand.of(
          sizing.inputShape(input),
          HeadsLayout.of(node, layoutAttribute),
          node.attributes().integer(firstHeadAttribute, 0),
          node.attributes().integer(HEADS, 0));
    }

    @Override
    public List<Task> bind(Binding binding) {
      Node node = binding.node();
      Sizes sizes = sizes(binding);
      Attention kernel = binding.tier().attention();
      Operand out =
          Operand.of(binding.outputShape(0), HeadsLayout.of(node, OUTPUT_LAYOUT), 0, sizes.heads());
      List<Task> tasks = new ArrayList<>();
      Mask mask = null;
      if (binding.hasInput(MASK)) {
        MemorySegment scratch = binding.scratch().asSlice(kernelScratchBytes(binding, sizes));
        mask = AttentionMask.bind(binding.input(MASK), sizes, scratch, tasks);
      }
      tasks.addAll(
          kernel.attend(
              sizes,
              heads(binding, 0, QUERY_LAYOUT, FIRST_QUERY_HEAD),
              KeyRows.f32(heads(binding, 1, KEY_LAYOUT, FIRST_KEY_HEAD)),
              KeyRows.f32(heads(binding, 2, VALUE_LAYOUT, FIRST_VALUE_HEAD)),
              Rule.of(node.attributes().real(SCALE, 1f), mask),
              out.in(binding.output(0).segment()),
              binding.scratch()));
      return tasks;
    }

    private static Heads heads(
        Binding binding, int input, String layoutAttribute, String firstHeadAttribute) {
      return operand(binding, input, layoutAttribute, firstHeadAttribute)
          .in(binding.input(input).segment());
    }
  }

  /** Where an operand's heads lie in its tensor. */
  private record Operand(Shape shape, HeadsLayout layout, int firstHead, int heads) {
    static Operand of(Shape shape, HeadsLayout layout, long firstHead, long heads) {
      if (shape.rank() != 4) {
        throw new InvalidNodeException("attention takes operands of rank 4, found " + shape);
      }
      long all = shape.dim(layout.headsAxis());
      long count = heads > 0 ? heads : all - firstHead;
      if (firstHead < 0 || count < 0 || firstHead > all - count) {
        throw new InvalidNodeException(
            "heads " + firstHead + " to " + (firstHead + count) + " are not in " + shape);
      }
      return new Operand(shape, layout, Math.toIntExact(firstHead), Math.toIntExact(count));
    }

    int batch() {
      return shape.intDim(0);
    }

    int rows() {
      return shape.intDim(layout.rowsAxis());
    }

    int size() {
      return shape.intDim(3);
    }

    Heads in(MemorySegment segment) {
      long headStride = layout.headsAxis() == 2 ? size() : rows() * (long) size();
      long rowStride = layout.rowsAxis() == 2 ? size() : shape.dim(2) * size();
      long batchStride = shape.dim(1) * shape.dim(2) * size();
      return new Heads(
          segment, (long) Float.BYTES * firstHead * headStride, batchStride, headStride, rowStride);
    }
  }
}
