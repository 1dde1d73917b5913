package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Mask;
import lanewise.kernels.Attention.Rule;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.Attention.Span;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** All operands of one attention, and what it should give in double precision. */
final class AttentionCase {
  static final int MOST_WORKERS = 8;

  final Sizes sizes;
  final FloatMatrix query;
  final CacheRows key;
  final CacheRows value;
  final FloatMatrix out;
  final MemorySegment positions;
  FloatMatrix mask;
  Buffer sinks;
  float scale;
  float softCap;
  Span span;

  AttentionCase(Sizes sizes, ElementType keyType, ElementType valueType, Random random) {
    this.sizes = sizes;
    int gap = random.nextInt(4);
    int batch = sizes.batch();
    int queryRows = batch * sizes.queries();
    query = matrix(queryRows, sizes.heads() * sizes.headSize(), gap, random);
    out = matrix(queryRows, sizes.heads() * sizes.valueSize(), gap, random);
    int rows = sizes.keys();
    key = new CacheRows(keyType, batch, sizes.keyHeads(), rows, sizes.headSize(), gap, random);
    value = new CacheRows(valueType, batch, sizes.keyHeads(), rows, sizes.valueSize(), gap, random);
    positions = Arena.ofAuto().allocate(4L * Math.max(1, batch), 4);
    scale = (float) (1 / Math.sqrt(Math.max(1, sizes.headSize())));
  }

  static AttentionCase f32(Sizes sizes, Random random) {
    return new AttentionCase(sizes, ElementType.FLOAT32, ElementType.FLOAT32, random);
  }

  private static FloatMatrix matrix(int rows, int columns, int gap, Random random) {
    return FloatMatrix.random(rows, columns, gap, random.nextInt(64), random);
  }

  /** A mask of one row for each batch entry. */
  AttentionCase masked(Random random) {
    mask = matrix(sizes.batch(), sizes.keys(), 0, random);
    return this;
  }

  /** The last query of each batch entry stands at the last key, less {@code behind}. */
  AttentionCase causal(int behind, int before, int after) {
    for (int batch = 0; batch < sizes.batch(); batch++) {
      int position = sizes.keys() - sizes.queries() - behind - batch;
      positions.setAtIndex(ValueLayout.JAVA_INT, batch, position);
    }
    span = new Span(positions, before, after);
    return this;
  }

  AttentionCase withSinks(Random random) {
    sinks = Buffer.of(ElementType.FLOAT32, sizes.heads(), random.nextInt(64));
    for (int head = 0; head < sizes.heads(); head++) {
      sinks.setReal(head, Normals.next(random) * 2);
    }
    return this;
  }

  Rule rule() {
    Mask bound =
        mask == null ? null : new Mask(mask.buffer.segment, 0, mask.view().rowStride(), 0, 0);
    return new Rule(scale, softCap, bound, span, sinks == null ? null : sinks.segment);
  }

  /** The heads of rows in which all heads lie beside each other. */
  static Heads heads(FloatMatrix matrix, int rows, int size) {
    long rowStride = matrix.view().rowStride();
    return new Heads(matrix.buffer.segment, 0, rows * rowStride, size, rowStride);
  }

  List<Task> bind(Attention kernel) {
    return bind(kernel, 0, sizes.queries());
  }

  /** Some queries of the case alone, at their places. */
  List<Task> bind(Attention kernel, int first, int count) {
    Sizes some =
        new Sizes(
            sizes.batch(),
            sizes.heads(),
            sizes.keyHeads(),
            count,
            sizes.keys(),
            sizes.headSize(),
            sizes.valueSize());
    Rule rule = rule();
    if (span != null) {
      MemorySegment moved = Arena.ofAuto().allocate(4L * sizes.batch(), 4);
      for (int batch = 0; batch < sizes.batch(); batch++) {
        int position = positions.getAtIndex(ValueLayout.JAVA_INT, batch);
        moved.setAtIndex(ValueLayout.JAVA_INT, batch, position + first);
      }
      Span at = new Span(moved, span.before(), span.after());
      rule = new Rule(scale, softCap, rule.mask(), at, rule.sinks());
    }
    long bytes = kernel.scratchBytes(some, key.type(), value.type(), MOST_WORKERS);
    MemorySegment scratch = Arena.ofAuto().allocate(Math.max(bytes, 64), 64);
    scratch.fill((byte) 0xFF);
    return kernel.attend(
        some,
        from(heads(query, sizes.queries(), sizes.headSize()), first),
        key.rows(),
        value.rows(),
        rule,
        from(heads(out, sizes.queries(), sizes.valueSize()), first),
        scratch);
  }

  private static Heads from(Heads heads, int row) {
    return new Heads(
        heads.segment(),
        heads.byteOffset() + row * heads.rowStride() * Float.BYTES,
        heads.batchStride(),
        heads.headStride(),
        heads.rowStride());
  }

  int firstKey(int batch, int row) {
    if (span == null) {
      return 0;
    }
    long place = (long) positions.getAtIndex(ValueLayout.JAVA_INT, batch) + row;
    return (int) Math.max(0, Math.min(sizes.keys(), place - span.before()));
  }

  int endKey(int batch, int row) {
    if (span == null) {
      return sizes.keys();
    }
    long place = (long) positions.getAtIndex(ValueLayout.JAVA_INT, batch) + row;
    return (int) Math.max(0, Math.min(sizes.keys(), place + span.after() + 1));
  }

  private double score(int batch, int head, int row, int j) {
    int keyHead = head / (sizes.heads() / sizes.keyHeads());
    double dot = 0;
    for (int c = 0; c < sizes.headSize(); c++) {
      double q = query.get(batch * sizes.queries() + row, head * sizes.headSize() + c);
      dot += q * key.get(batch, keyHead, j, c);
    }
    double score = dot * scale;
    if (softCap > 0) {
      score = softCap * Math.tanh(score / softCap);
    }
    return score + (mask == null ? 0 : mask.get(batch, j));
  }

  /** Checks one row of the output against double precision. */
  void check(int batch, int head, int row, String what) {
    int first = firstKey(batch, row);
    int count = Math.max(0, endKey(batch, row) - first);
    int keyHead = head / (sizes.heads() / sizes.keyHeads());
    double[] weights = new double[count];
    double sink = sinks == null ? Double.NEGATIVE_INFINITY : sinks.real(head);
    double max = sink;
    for (int j = 0; j < count; j++) {
      weights[j] = score(batch, head, row, first + j);
      max = Math.max(max, weights[j]);
    }
    double sum = sink == Double.NEGATIVE_INFINITY ? 0 : Math.exp(sink - max);
    for (int j = 0; j < count; j++) {
      weights[j] = weights[j] == Double.NEGATIVE_INFINITY ? 0 : Math.exp(weights[j] - max);
      sum += weights[j];
    }
    for (int c = 0; c < sizes.valueSize(); c++) {
      double expected = 0;
      double magnitude = 0;
      for (int j = 0; j < count; j++) {
        double term =
            weights[j] == 0 ? 0 : weights[j] / sum * value.get(batch, keyHead, first + j, c);
        expected += term;
        magnitude += Math.abs(term);
      }
      // a score is off by a rounding for each of its terms, and so is every weight
      int roundings = count + 4 * sizes.headSize();
      double bound = (1e-5 + (roundings + 4 * softCap) * 0x1p-24) * magnitude + 1e-30;
      double actual = out.get(batch * sizes.queries() + row, head * sizes.valueSize() + c);
      if (!(Math.abs(expected - actual) <= bound)) {
        assertEquals(expected, actual, bound, what + " " + sizes + " row " + row + " head " + head);
      }
    }
  }

  void runAndCheck(Attention kernel, String what) {
    bind(kernel).forEach(Runs::run);
    for (int batch = 0; batch < sizes.batch(); batch++) {
      for (int head = 0; head < sizes.heads(); head++) {
        for (int row = 0; row < sizes.queries(); row++) {
          check(batch, head, row, what);
        }
      }
    }
    out.assertOnlyElementsWritten(what + " " + sizes);
  }

  /** Runs all and checks a few rows, the first and the last among them. */
  void runAndCheckSome(Attention kernel, String what, Random random) {
    bind(kernel).forEach(Runs::run);
    check(0, 0, 0, what);
    check(sizes.batch() - 1, sizes.heads() - 1, sizes.queries() - 1, what);
    for (int i = 0; i < 6; i++) {
      check(
          random.nextInt(sizes.batch()),
          random.nextInt(sizes.heads()),
          random.nextInt(sizes.queries()),
          what);
    }
    out.assertOnlyElementsWritten(what + " " + sizes);
  }

  byte[] bytes() {
    return out.buffer.bytes();
  }

  /** Keys or values of any type, {@code [batch, rows, heads, size]} with a gap after each row. */
  static final class CacheRows {
    private final int heads;
    private final int count;
    private final int size;
    private final int stride;
    private final Buffer buffer;
    private final Buffer scales;

    CacheRows(ElementType type, int batch, int heads, int count, int size, int gap, Random random) {
      this.heads = heads;
      this.count = count;
      this.size = size;
      this.stride = heads * size + gap;
      buffer = Buffer.of(type, Math.max(1, batch * count * stride), random.nextInt(64));
      boolean scaled = type == ElementType.INT8;
      int rows = Math.max(1, batch * count * heads);
      scales = scaled ? Buffer.of(ElementType.FLOAT32, rows, random.nextInt(64)) : null;
      for (int i = 0; i < buffer.count; i++) {
        if (scaled) {
          buffer.setInteger(i, random.nextInt(256) - 128);
        } else {
          buffer.setReal(i, Normals.next(random));
        }
      }
      for (int i = 0; scaled && i < rows; i++) {
        scales.setReal(i, (0.5 + random.nextDouble()) / 64);
      }
    }

    ElementType type() {
      return buffer.type;
    }

    KeyRows rows() {
      Heads all = new Heads(buffer.segment, 0, (long) count * stride, size, stride);
      Heads factors =
          scales == null ? null : new Heads(scales.segment, 0, (long) count * heads, 1, heads);
      return new KeyRows(buffer.type, all, factors);
    }

    double get(int batch, int head, int row, int c) {
      int at = (batch * count + row) * stride + head * size + c;
      if (scales == null) {
        return buffer.real(at);
      }
      return buffer.integer(at) * scales.real((batch * count + row) * heads + head);
    }

    void setReal(int batch, int head, int row, int c, double x) {
      buffer.setReal((batch * count + row) * stride + head * size + c, x);
    }

    /** Makes a row's scales, or elements, NaN. */
    void spoil(int batch, int row) {
      for (int head = 0; head < heads; head++) {
        if (scales != null) {
          scales.setReal((batch * count + row) * heads + head, Double.NaN);
        } else {
          for (int c = 0; c < size; c++) {
            setReal(batch, head, row, c, Double.NaN);
          }
        }
      }
    }
  }
}
