package lanewise.engine.op.text;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code TfIdfVectorizer}: how often n-grams of a pool occur, gaps allowed. */
final class TfIdfVectorizerOperator implements ValueOperator {
  private static final long MOST_SKIPS = 1 << 16;

  /** What one n-gram counts for. */
  private record Entry(int column, float weight) {}

  private record Pool(Map<List<Object>, Entry> entries, int columns, int shortest, int longest) {}

  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    List<Object> items = new ArrayList<>();
    Shape shape;
    if (call.input(0) instanceof StringTensor text) {
      items.addAll(text.elements());
      shape = text.shape();
    } else {
      Tensor tensor = call.tensor(0);
      shape = tensor.shape();
      for (long i = 0; i < tensor.elementCount(); i++) {
        items.add(Elements.integer(tensor.type(), tensor.segment(), i));
      }
    }
    if (shape.rank() < 1 || shape.rank() > 2) {
      throw new InvalidNodeException("expected [C] or [N, C], found " + call.input(0).describe());
    }
    Pool pool = pool(attributes);
    long rows = shape.rank() == 1 ? 1 : shape.dim(0);
    long length = shape.dim(-1);
    Shape outShape = shape.rank() == 1 ? Shape.of(pool.columns) : Shape.of(rows, pool.columns);
    Tensor out = call.newTensor(ElementType.FLOAT32, outShape);
    for (long row = 0; row < rows; row++) {
      int from = Math.toIntExact(row * length);
      float[] counts =
          counts(items.subList(from, Math.toIntExact(from + length)), pool, attributes);
      for (int column = 0; column < counts.length; column++) {
        out.segment().setAtIndex(JAVA_FLOAT_UNALIGNED, row * pool.columns + column, counts[column]);
      }
    }
    call.give(0, out);
  }

  private static float[] counts(List<Object> row, Pool pool, Attributes attributes) {
    float[] counts = new float[pool.columns];
    float[] weights = new float[pool.columns];
    long skips = Math.min(attributes.integer("max_skip_count", 0), MOST_SKIPS);
    // Single items have no gaps, so that one round counts them.
    for (long skip = 0; skip <= Math.min(skips, row.size()); skip++) {
      int stride = (int) skip + 1;
      for (int size = Math.max(pool.shortest, skip == 0 ? 1 : 2); size <= pool.longest; size++) {
        long span = (long) (size - 1) * stride;
        for (int first = 0; first + span < row.size(); first++) {
          List<Object> gram = new ArrayList<>(size);
          for (int i = 0; i < size; i++) {
            gram.add(row.get(first + i * stride));
          }
          Entry entry = pool.entries.get(gram);
          if (entry != null) {
            counts[entry.column]++;
            weights[entry.column] = entry.weight;
          }
        }
      }
    }
    weigh(counts, weights, attributes.string("mode", "TF"));
    return counts;
  }

  private static void weigh(float[] counts, float[] weights, String mode) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] =
          switch (mode) {
            case "TF" -> counts[i];
            case "IDF" -> counts[i] > 0 ? weights[i] : 0;
            case "TFIDF" -> counts[i] * weights[i];
            default ->
                throw new InvalidNodeException(
                    "mode is '" + mode + "', allowed are TF, IDF and TFIDF");
          };
    }
  }

  private static Pool pool(Attributes attributes) {
    List<Object> items = new ArrayList<>();
    List<String> strings = attributes.strings("pool_strings");
    long[] integers = attributes.integers("pool_int64s");
    if (strings != null) {
      items.addAll(strings);
    } else if (integers != null) {
      for (long item : integers) {
        items.add(item);
      }
    } else {
      throw new InvalidNodeException("pool_strings or pool_int64s is missing");
    }
    long[] starts = required(attributes, "ngram_counts");
    long[] columns = required(attributes, "ngram_indexes");
    float[] weights = attributes.reals("weights");
    int shortest = length(attributes, "min_gram_length");
    int longest = length(attributes, "max_gram_length");
    Map<List<Object>, Entry> entries = new HashMap<>();
    int width = 0;
    int number = 0;
    for (int size = 1; size <= starts.length; size++) {
      long end = size < starts.length ? starts[size] : items.size();
      long start = starts[size - 1];
      if (start < 0 || end < start || end > items.size() || (end - start) % size != 0) {
        throw new InvalidNodeException(
            "ngram_counts do not cut the pool of " + items.size() + " items into n-grams");
      }
      for (int at = (int) start; at < end; at += size, number++) {
        if (number >= columns.length || weights != null && number >= weights.length) {
          throw new InvalidNodeException(
              "ngram_indexes or weights has fewer elements than n-grams");
        }
        int column = column(columns[number]);
        width = Math.max(width, column + 1);
        if (size >= shortest && size <= longest) {
          float weight = weights == null ? 1 : weights[number];
          entries.put(List.copyOf(items.subList(at, at + size)), new Entry(column, weight));
        }
      }
    }
    return new Pool(entries, width, shortest, Math.min(longest, starts.length));
  }

  private static int column(long index) {
    if (index < 0 || index >= 1 << 26) {
      throw new InvalidNodeException("ngram_indexes has " + index + ", allowed is 0 to 2^26 - 1");
    }
    return (int) index;
  }

  private static long[] required(Attributes attributes, String name) {
    long[] values = attributes.integers(name);
    if (values == null) {
      throw new InvalidNodeException("attribute '" + name + "' is missing");
    }
    return values;
  }

  private static int length(Attributes attributes, String name) {
    long length = attributes.integer(name, 0);
    if (length < 1 || length > 64) {
      throw new InvalidNodeException(name + " is " + length + ", allowed is 1 to 64");
    }
    return (int) length;
  }
}
