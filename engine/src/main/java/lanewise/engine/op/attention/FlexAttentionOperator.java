package lanewise.engine.op.attention;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code FlexAttention}: attention whose scores and probabilities pass through graphs of the
 * node's own. All scores are there at once, in the type of the query.
 */
final class FlexAttentionOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    Tensor query = operand(call, 0);
    Tensor key = operand(call, 1);
    Tensor value = operand(call, 2);
    Shape q = query.shape();
    Shape k = key.shape();
    Shape v = value.shape();
    boolean fits =
        k.dim(0) == q.dim(0)
            && v.dim(0) == q.dim(0)
            && v.dim(1) == k.dim(1)
            && v.dim(2) == k.dim(2)
            && k.dim(3) == q.dim(3)
            && (k.dim(1) == 0 ? q.dim(1) == 0 : q.dim(1) % k.dim(1) == 0);
    if (!fits || key.type() != query.type() || value.type() != query.type()) {
      throw new InvalidNodeException(
          "query " + query + ", key " + key + " and value " + value + " do not fit together");
    }
    Attributes attributes = call.node().attributes();
    double scale = attributes.real("scale", (float) (1 / Math.sqrt((double) q.dim(3))));
    Tensor scores = call.newTensor(query.type(), Shape.of(q.dim(0), q.dim(1), q.dim(2), k.dim(2)));
    scores(query, key, scores, scale);
    Tensor modified = modified(call, "score_mod", scores);
    Tensor probabilities = call.newTensor(scores.type(), scores.shape());
    softmax(modified, probabilities);
    Tensor weights = modified(call, "prob_mod", probabilities);
    Tensor out = call.newTensor(value.type(), Shape.of(q.dim(0), q.dim(1), q.dim(2), v.dim(3)));
    weigh(weights, value, out);
    call.give(0, out);
  }

  private static Tensor operand(ValueCall call, int index) {
    Tensor tensor = call.tensor(index);
    Elements.requireReal(tensor.type());
    if (tensor.shape().rank() != 4) {
      throw new InvalidNodeException(
          "input " + index + " must be [batch, heads, rows, size], found " + tensor);
    }
    return tensor;
  }

  /** What the graph makes of a tensor, which is itself when there is no such graph. */
  private static Tensor modified(ValueCall call, String attribute, Tensor tensor) {
    if (!call.node().attributes().has(attribute)) {
      return tensor;
    }
    List<ModelValue> results = call.runBody(attribute, List.of(ModelValue.of(tensor)));
    if (results.size() == 1
        && results.getFirst() instanceof TensorValue numbers
        && numbers.tensor().type() == tensor.type()
        && numbers.tensor().shape().equals(tensor.shape())) {
      Tensor copy = call.newTensor(tensor.type(), tensor.shape());
      copy.segment().copyFrom(numbers.tensor().segment());
      call.release(results.getFirst());
      return copy;
    }
    throw new InvalidNodeException("graph '" + attribute + "' must give one " + tensor);
  }

  private static double at(Tensor tensor, long index) {
    return Elements.real(tensor.type(), tensor.segment(), index);
  }

  /** The row of key or value of a head that several heads of the query share. */
  private static long shared(Shape q, Shape k, long batchHead) {
    long batch = batchHead / q.dim(1);
    long head = batchHead % q.dim(1) / (q.dim(1) / k.dim(1));
    return batch * k.dim(1) + head;
  }

  private static void scores(Tensor query, Tensor key, Tensor out, double scale) {
    Shape q = query.shape();
    Shape k = key.shape();
    long size = q.dim(3);
    for (long i = 0; i < out.elementCount(); i++) {
      long row = i / k.dim(2);
      long keyRow = shared(q, k, row / q.dim(2)) * k.dim(2) + i % k.dim(2);
      double sum = 0;
      for (long d = 0; d < size; d++) {
        sum += at(query, row * size + d) * at(key, keyRow * size + d);
      }
      Elements.setReal(out.type(), out.segment(), i, sum * scale);
    }
  }

  private static void softmax(Tensor in, Tensor out) {
    long length = in.shape().dim(3);
    for (long start = 0; start < in.elementCount(); start += length) {
      double largest = Double.NEGATIVE_INFINITY;
      for (long i = start; i < start + length; i++) {
        largest = Math.max(largest, at(in, i));
      }
      double sum = 0;
      for (long i = start; i < start + length; i++) {
        sum += Math.exp(at(in, i) - largest);
      }
      for (long i = start; i < start + length; i++) {
        Elements.setReal(out.type(), out.segment(), i, Math.exp(at(in, i) - largest) / sum);
      }
    }
  }

  private static void weigh(Tensor weights, Tensor value, Tensor out) {
    Shape w = weights.shape();
    Shape v = value.shape();
    long rows = v.dim(2);
    long size = v.dim(3);
    for (long i = 0; i < out.elementCount(); i++) {
      long row = i / size;
      long from = shared(w, v, row / w.dim(2)) * rows;
      double sum = 0;
      for (long key = 0; key < rows; key++) {
        sum += at(weights, row * rows + key) * at(value, (from + key) * size + i % size);
      }
      Elements.setReal(out.type(), out.segment(), i, sum);
    }
  }
}
