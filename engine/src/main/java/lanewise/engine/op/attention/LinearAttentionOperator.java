package lanewise.engine.op.attention;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/**
 * ONNX {@code LinearAttention}: a state of {@code [key size, value size]} a head that each step
 * decays, updates and reads. Each column of the state goes its own way, in double precision.
 */
final class LinearAttentionOperator implements Operator {
  private static final int PAST = 3;
  private static final int DECAY = 4;
  private static final int BETA = 5;

  @Override
  public void infer(Inference inference) {
    Attributes attributes = inference.attributes();
    long heads = AttentionRows.heads(attributes, "q_num_heads");
    long keyHeads = AttentionRows.heads(attributes, "kv_num_heads");
    String rule = rule(attributes);
    if (heads % keyHeads != 0) {
      throw new InvalidNodeException(
          "q_num_heads is " + heads + ", no multiple of kv_num_heads, " + keyHeads);
    }
    if (rule.startsWith("gated") && !inference.hasInput(DECAY)
        || rule.endsWith("delta") && !inference.hasInput(BETA)) {
      throw new InvalidNodeException("update rule '" + rule + "' needs decay or beta");
    }
    ElementType type = inference.commonType(0, 1, 2);
    ElementType stateType = inference.hasInput(PAST) ? inference.input(PAST).type() : type;
    List<Dim> query = inference.input(0).dims();
    List<Dim> value = inference.input(2).dims();
    if (query == null || value == null) {
      inference.outputOfRank(0, type, 3);
      inference.outputOfRank(1, stateType, 4);
      return;
    }
    if (query.size() != 3 || value.size() != 3) {
      throw new InvalidNodeException("expected rank 3, found " + query + " and " + value);
    }
    Dim valueSize = divided(value.get(2), keyHeads);
    Dim keySize = divided(query.get(2), heads);
    inference.output(0, type, List.of(query.get(0), query.get(1), valueSize.times(Dim.of(heads))));
    inference.output(1, stateType, List.of(query.get(0), Dim.of(keyHeads), keySize, valueSize));
  }

  private static Dim divided(Dim dim, long heads) {
    if (dim.isKnown() && dim.value() % heads != 0) {
      throw new InvalidNodeException(dim + " elements cannot be split into " + heads + " heads");
    }
    return dim.dividedBy(Dim.of(heads));
  }

  private static String rule(Attributes attributes) {
    String rule = attributes.string("update_rule", "gated_delta");
    if (!List.of("linear", "gated", "delta", "gated_delta").contains(rule)) {
      throw new InvalidNodeException(
          "update_rule must be linear, gated, delta or gated_delta, found '" + rule + "'");
    }
    return rule;
  }

  private static Shape state(Sizing sizing) {
    Attributes attributes = sizing.node().attributes();
    long heads = AttentionRows.heads(attributes, "q_num_heads");
    long keyHeads = AttentionRows.heads(attributes, "kv_num_heads");
    return Shape.of(
        sizing.inputShape(0).dim(0),
        keyHeads,
        sizing.inputShape(0).dim(2) / heads,
        sizing.inputShape(2).dim(2) / keyHeads);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    return Math.multiplyExact(Double.BYTES, state(sizing).elementCount());
  }

  @Override
  public List<Task> bind(Binding binding) {
    for (int i = 0; i < 3; i++) {
      Elements.requireReal(binding.inputType(i));
    }
    return List.of(new Columns(binding, state(binding)));
  }

  private static final class Columns extends BlockTask {
    private final Tensor query;
    private final Tensor key;
    private final Tensor value;
    private final Tensor past;
    private final Tensor decay;
    private final Tensor beta;
    private final Tensor out;
    private final Tensor present;
    private final MemorySegment state;
    private final boolean delta;
    private final boolean decayPerElement;
    private final boolean betaPerHead;
    private final double scale;
    private final long steps;
    private final long heads;
    private final long keyHeads;
    private final long keySize;
    private final long valueSize;

    Columns(Binding binding, Shape shape) {
      super(
          shape.dim(0) * shape.dim(1) * shape.dim(3),
          Math.max(1, shape.dim(2) * binding.inputShape(0).dim(1)));
      Attributes attributes = binding.node().attributes();
      this.query = binding.input(0);
      this.key = binding.input(1);
      this.value = binding.input(2);
      String rule = rule(attributes);
      this.past = binding.hasInput(PAST) ? binding.input(PAST) : null;
      this.decay = rule.startsWith("gated") ? binding.input(DECAY) : null;
      this.beta = rule.endsWith("delta") ? binding.input(BETA) : null;
      this.delta = rule.endsWith("delta");
      this.out = binding.hasOutput(0) ? binding.output(0) : null;
      this.present = binding.hasOutput(1) ? binding.output(1) : null;
      this.state = binding.scratch();
      this.steps = query.shape().dim(1);
      this.keyHeads = shape.dim(1);
      this.keySize = shape.dim(2);
      this.valueSize = shape.dim(3);
      this.heads = AttentionRows.heads(attributes, "q_num_heads");
      double given = attributes.real("scale", 0);
      this.scale = given == 0 ? 1 / Math.sqrt((double) Math.max(1, keySize)) : given;
      long batch = shape.dim(0);
      long rows = batch * steps;
      boolean fits =
          key.shape().equals(Shape.of(batch, steps, keyHeads * keySize))
              && value.shape().equals(Shape.of(batch, steps, keyHeads * valueSize))
              && (past == null || past.shape().equals(shape));
      this.decayPerElement = decay != null && decay.elementCount() == rows * keyHeads * keySize;
      this.betaPerHead = beta != null && beta.elementCount() == rows * keyHeads;
      fits &= decay == null || decayPerElement || decay.elementCount() == rows * keyHeads;
      fits &= beta == null || betaPerHead || beta.elementCount() == rows;
      if (!fits) {
        throw new InvalidNodeException(
            "query "
                + query
                + ", key "
                + key
                + ", value "
                + value
                + ", past state "
                + past
                + ", decay "
                + decay
                + " and beta "
                + beta
                + " do not fit together");
      }
    }

    @Override
    protected void range(long start, long end) {
      for (long item = start; item < end; item++) {
        long column = item % valueSize;
        long entry = item / valueSize;
        for (long i = 0; i < keySize; i++) {
          double initial =
              past == null ? 0 : real(past, (entry * keySize + i) * valueSize + column);
          state.setAtIndex(JAVA_DOUBLE_UNALIGNED, item * keySize + i, initial);
        }
        for (long step = 0; step < steps; step++) {
          long row = entry / keyHeads * steps + step;
          update(item * keySize, row, entry % keyHeads, column);
          read(item * keySize, row, entry % keyHeads, column);
        }
        for (long i = 0; i < keySize && present != null; i++) {
          double last = state.getAtIndex(JAVA_DOUBLE_UNALIGNED, item * keySize + i);
          long to = (entry * keySize + i) * valueSize + column;
          Elements.setReal(present.type(), present.segment(), to, last);
        }
      }
    }

    private void update(long first, long row, long head, long column) {
      long keyStart = (row * keyHeads + head) * keySize;
      double known = 0;
      for (long i = 0; i < keySize; i++) {
        double element = state.getAtIndex(JAVA_DOUBLE_UNALIGNED, first + i);
        if (decay != null) {
          long at = decayPerElement ? keyStart + i : row * keyHeads + head;
          element *= Math.exp(real(decay, at));
          state.setAtIndex(JAVA_DOUBLE_UNALIGNED, first + i, element);
        }
        known += element * real(key, keyStart + i);
      }
      double added = real(value, (row * keyHeads + head) * valueSize + column);
      if (delta) {
        double factor = real(beta, betaPerHead ? row * keyHeads + head : row);
        added = factor * (added - known);
      }
      for (long i = 0; i < keySize; i++) {
        double element = state.getAtIndex(JAVA_DOUBLE_UNALIGNED, first + i);
        element += real(key, keyStart + i) * added;
        state.setAtIndex(JAVA_DOUBLE_UNALIGNED, first + i, element);
      }
    }

    private void read(long first, long row, long keyHead, long column) {
      long shared = heads / keyHeads;
      for (long head = keyHead * shared; head < (keyHead + 1) * shared && out != null; head++) {
        double sum = 0;
        for (long i = 0; i < keySize; i++) {
          sum +=
              state.getAtIndex(JAVA_DOUBLE_UNALIGNED, first + i)
                  * real(query, (row * heads + head) * keySize + i);
        }
        long to = (row * heads + head) * valueSize + column;
        Elements.setReal(out.type(), out.segment(), to, scale * sum);
      }
    }

    private static double real(Tensor tensor, long index) {
      return Elements.real(tensor.type(), tensor.segment(), index);
    }
  }
}
