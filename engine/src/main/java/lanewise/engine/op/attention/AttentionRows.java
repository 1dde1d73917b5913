package lanewise.engine.op.attention;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Sizing;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * Attention one query after the other in double precision, for every type, mask and output. A key
 * whose bias is minus infinity takes no part, whatever its key and value are; a query that sees no
 * key gives zeros.
 */
final class AttentionRows implements Task {
  /**
   * The sizes of one attention.
   *
   * @param past keys that come from the past
   * @param keys all keys, those of the past among them
   */
  record Sizes(
      long batch,
      long heads,
      long keyHeads,
      long queries,
      long past,
      long keys,
      long headSize,
      long valueSize) {

    static Sizes of(Sizing sizing) {
      Attributes attributes = sizing.node().attributes();
      long[] query = dims(sizing.inputShape(0), attributes, "q_num_heads");
      long[] key = dims(sizing.inputShape(1), attributes, "kv_num_heads");
      long[] value = dims(sizing.inputShape(2), attributes, "kv_num_heads");
      boolean agree =
          query[0] == key[0]
              && key[0] == value[0]
              && key[1] == value[1]
              && key[2] == value[2]
              && query[3] == key[3]
              && (key[1] == 0 ? query[1] == 0 : query[1] % key[1] == 0);
      long past = 0;
      for (int i = 0; i < 2 && sizing.hasInput(OnnxAttentionOperator.PAST_KEY); i++) {
        Shape shape = sizing.inputShape(OnnxAttentionOperator.PAST_KEY + i);
        past = shape.rank() == 4 && i == 0 ? shape.dim(2) : past;
        long size = i == 0 ? key[3] : value[3];
        agree &= shape.equals(Shape.of(key[0], key[1], past, size));
        agree &= sizing.inputType(OnnxAttentionOperator.PAST_KEY + i) == sizing.inputType(1 + i);
      }
      if (!agree) {
        throw new InvalidNodeException(
            "query "
                + sizing.inputShape(0)
                + ", key "
                + sizing.inputShape(1)
                + ", value "
                + sizing.inputShape(2)
                + " and their past do not fit together");
      }
      long keys = Math.addExact(past, key[2]);
      return new Sizes(query[0], query[1], key[1], query[2], past, keys, query[3], value[3]);
    }

    private static long[] dims(Shape shape, Attributes attributes, String heads) {
      if (shape.rank() == 4) {
        return shape.dimensions();
      }
      long count = AttentionRows.heads(attributes, heads);
      return new long[] {shape.dim(0), count, shape.dim(1), shape.dim(2) / count};
    }
  }

  /** Rows of one operand; strides count elements. */
  record Operand(Tensor tensor, long batchStride, long headStride, long rowStride) {
    static Operand of(Binding binding, int input, long heads) {
      return of(binding.input(input), heads);
    }

    static Operand of(Tensor tensor, long heads) {
      Shape shape = tensor.shape();
      if (shape.rank() == 3) {
        return new Operand(
            tensor, shape.dim(1) * shape.dim(2), shape.dim(2) / Math.max(1, heads), shape.dim(2));
      }
      long rows = shape.dim(2) * shape.dim(3);
      return new Operand(tensor, shape.dim(1) * rows, rows, shape.dim(3));
    }

    static Operand past(Binding binding, int input) {
      return binding.hasInput(input) ? of(binding, input, 0) : null;
    }

    long start(long batch, long head, long row) {
      return batch * batchStride + head * headStride + row * rowStride;
    }

    double real(long index) {
      return Elements.real(tensor.type(), tensor.segment(), index);
    }
  }

  /** Stages at which the scores may be asked for. */
  private static final long PRODUCTS = 0;

  private static final long CAPPED = 1;
  private static final long AFTER_SOFTMAX = 3;

  private final Sizes sizes;
  private final Operand query;
  private final Operand key;
  private final Operand value;
  private final Operand pastKey;
  private final Operand pastValue;
  private final ScoreBias bias;
  private final Operand out;
  private final Tensor scoresOut;
  private final long mode;
  private final double scale;
  private final double softCap;
  private final MemorySegment scratch;

  static long heads(Attributes attributes, String name) {
    long heads = attributes.integer(name, 0);
    if (heads < 1 || heads > Integer.MAX_VALUE) {
      throw new InvalidNodeException(
          "attribute '" + name + "' must be at least 1 for operands of rank 3, found " + heads);
    }
    return heads;
  }

  static double scale(Attributes attributes, Sizes sizes) {
    return attributes.has("scale")
        ? attributes.real("scale", 1)
        : 1 / Math.sqrt((double) Math.max(1, sizes.headSize()));
  }

  static double softCap(Attributes attributes) {
    float softCap = attributes.real("softcap", 0);
    if (!(softCap >= 0)) {
      throw new InvalidNodeException("softcap must not be negative, found " + softCap);
    }
    return softCap;
  }

  /** A row of scores for each part that may run at once. */
  static long scratchBytes(Sizing sizing, Sizes sizes) {
    return Math.multiplyExact(sizing.workers(), Math.multiplyExact(Double.BYTES, sizes.keys()));
  }

  AttentionRows(Binding binding, Sizes sizes) {
    this.sizes = sizes;
    Attributes attributes = binding.node().attributes();
    this.query = Operand.of(binding, 0, sizes.heads());
    this.key = Operand.of(binding, 1, sizes.keyHeads());
    this.value = Operand.of(binding, 2, sizes.keyHeads());
    this.pastKey = Operand.past(binding, OnnxAttentionOperator.PAST_KEY);
    this.pastValue = Operand.past(binding, OnnxAttentionOperator.PAST_VALUE);
    this.bias = ScoreBias.of(binding, sizes);
    this.out = binding.hasOutput(0) ? Operand.of(binding.output(0), sizes.heads()) : null;
    this.scoresOut =
        binding.hasOutput(OnnxAttentionOperator.SCORES)
            ? binding.output(OnnxAttentionOperator.SCORES)
            : null;
    this.mode = OnnxAttentionOperator.scoresMode(attributes);
    this.scale = scale(attributes, sizes);
    this.softCap = softCap(attributes);
    this.scratch = binding.scratch();
  }

  /** A part is a query of one head. */
  @Override
  public int parts() {
    return Math.toIntExact(sizes.batch() * sizes.heads() * sizes.queries());
  }

  @Override
  public void run(int part, int worker) {
    long row = part % sizes.queries();
    long head = part / sizes.queries() % sizes.heads();
    long batch = part / sizes.queries() / sizes.heads();
    long firstScore = worker * sizes.keys();
    double most = scores(batch, head, row, part, firstScore);
    weigh(part, most, firstScore);
    for (long d = 0; d < sizes.valueSize() && out != null; d++) {
      double sum = 0;
      for (long j = 0; j < sizes.keys(); j++) {
        double weight = scratch.getAtIndex(JAVA_DOUBLE_UNALIGNED, firstScore + j);
        if (weight != 0) {
          sum += weight * element(value, pastValue, batch, head, j, d);
        }
      }
      Elements.setReal(
          out.tensor().type(), out.tensor().segment(), out.start(batch, head, row) + d, sum);
    }
  }

  private double element(Operand added, Operand past, long batch, long head, long row, long d) {
    long keyHead = head / (sizes.heads() / sizes.keyHeads());
    return row < sizes.past()
        ? past.real(past.start(batch, keyHead, row) + d)
        : added.real(added.start(batch, keyHead, row - sizes.past()) + d);
  }

  /** Fills in the scores with their bias, and tells the greatest. */
  private double scores(long batch, long head, long row, long item, long firstScore) {
    long start = query.start(batch, head, row);
    double most = Double.NEGATIVE_INFINITY;
    for (long j = 0; j < sizes.keys(); j++) {
      double sum = 0;
      for (long d = 0; d < sizes.headSize(); d++) {
        sum += query.real(start + d) * element(key, pastKey, batch, head, j, d);
      }
      double score = sum * scale;
      double capped = softCap == 0 ? score : softCap * Math.tanh(score / softCap);
      double added = bias.at(batch, head, row, j);
      double biased = added == Double.NEGATIVE_INFINITY ? added : capped + added;
      if (scoresOut != null && mode != AFTER_SOFTMAX) {
        double shown = mode == PRODUCTS ? score : mode == CAPPED ? capped : biased;
        Elements.setReal(scoresOut.type(), scoresOut.segment(), item * sizes.keys() + j, shown);
      }
      scratch.setAtIndex(JAVA_DOUBLE_UNALIGNED, firstScore + j, biased);
      most = Math.max(most, biased);
    }
    return most;
  }

  /** Turns scores into weights, all zero when no key is seen. */
  private void weigh(long item, double most, long firstScore) {
    double sum = 0;
    for (long j = 0; j < sizes.keys(); j++) {
      double score = scratch.getAtIndex(JAVA_DOUBLE_UNALIGNED, firstScore + j);
      double weight = most == Double.NEGATIVE_INFINITY ? 0 : Math.exp(score - most);
      scratch.setAtIndex(JAVA_DOUBLE_UNALIGNED, firstScore + j, weight);
      sum += weight;
    }
    for (long j = 0; j < sizes.keys(); j++) {
      double weight = scratch.getAtIndex(JAVA_DOUBLE_UNALIGNED, firstScore + j);
      weight = sum == 0 ? 0 : weight / sum;
      scratch.setAtIndex(JAVA_DOUBLE_UNALIGNED, firstScore + j, weight);
      if (scoresOut != null && mode == AFTER_SOFTMAX) {
        Elements.setReal(scoresOut.type(), scoresOut.segment(), item * sizes.keys() + j, weight);
      }
    }
  }
}
