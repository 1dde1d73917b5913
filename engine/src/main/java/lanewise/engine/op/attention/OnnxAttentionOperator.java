package lanewise.engine.op.attention;

import java.util.ArrayList;
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
import lanewise.kernels.Task;

/**
 * ONNX {@code Attention}: query, key and value of rank 3 or 4, with a mask, a cache that grows
 * (past and present) or one of a fixed size (the number of keys that count in each entry), and the
 * scores at a stage of one's choice.
 */
final class OnnxAttentionOperator implements Operator {
  static final int MASK = 3;
  static final int PAST_KEY = 4;
  static final int PAST_VALUE = 5;
  static final int KEY_COUNTS = 6;

  static final int PRESENT_KEY = 1;
  static final int PRESENT_VALUE = 2;
  static final int SCORES = 3;

  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1);
    ElementType valueType = inference.input(2).type();
    if (type != null) {
      Elements.requireReal(type);
    }
    scoresMode(inference.attributes());
    if (inference.hasInput(PAST_KEY) != inference.hasInput(PAST_VALUE)) {
      throw new InvalidNodeException("past_key and past_value must be given together");
    }
    List<Dim> query = dims(inference, 0, "q_num_heads");
    List<Dim> key = dims(inference, 1, "kv_num_heads");
    List<Dim> value = dims(inference, 2, "kv_num_heads");
    if (query == null || key == null || value == null) {
      inference.outputOfRank(0, type, inference.rank(0));
      inference.outputOfRank(PRESENT_KEY, type, 4);
      inference.outputOfRank(PRESENT_VALUE, valueType, 4);
      inference.outputOfRank(SCORES, type, 4);
      return;
    }
    List<Dim> out = new ArrayList<>(query);
    out.set(3, value.get(3));
    if (inference.rank(0) == 3) {
      out = List.of(query.get(0), query.get(2), query.get(1).times(value.get(3)));
    }
    inference.output(0, type, out);
    Dim keys = key.get(2);
    if (inference.hasInput(PAST_KEY)) {
      List<Dim> past = inference.input(PAST_KEY).dims();
      if (past != null && past.size() != 4) {
        throw new InvalidNodeException("past_key must have rank 4, found " + past);
      }
      keys = past == null ? inference.unknown(PRESENT_KEY, 2) : past.get(2).plus(keys);
    }
    inference.output(PRESENT_KEY, type, List.of(key.get(0), key.get(1), keys, key.get(3)));
    inference.output(
        PRESENT_VALUE, valueType, List.of(value.get(0), value.get(1), keys, value.get(3)));
    inference.output(SCORES, type, List.of(query.get(0), query.get(1), query.get(2), keys));
  }

  /** An operand's dimensions as batch, heads, rows and elements, or null. */
  private static List<Dim> dims(Inference inference, int input, String heads) {
    List<Dim> dims = inference.input(input).dims();
    if (dims == null || dims.size() == 4) {
      return dims;
    }
    if (dims.size() != 3) {
      throw new InvalidNodeException("input " + input + " must have rank 3 or 4, found " + dims);
    }
    long count = AttentionRows.heads(inference.attributes(), heads);
    Dim hidden = dims.get(2);
    if (hidden.isKnown() && hidden.value() % count != 0) {
      throw new InvalidNodeException(
          "input " + input + " " + dims + " cannot be split into " + count + " heads");
    }
    return List.of(dims.get(0), Dim.of(count), dims.get(1), hidden.dividedBy(Dim.of(count)));
  }

  static long scoresMode(Attributes attributes) {
    long mode = attributes.integer("qk_matmul_output_mode", 0);
    if (mode < 0 || mode > 3) {
      throw new InvalidNodeException("qk_matmul_output_mode must be 0 to 3, found " + mode);
    }
    return mode;
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    AttentionRows.Sizes sizes = AttentionRows.Sizes.of(sizing);
    return AttentionTiles.suits(sizing, sizes)
        ? AttentionTiles.scratchBytes(sizing, sizes)
        : AttentionRows.scratchBytes(sizing, sizes);
  }

  @Override
  public List<Task> bind(Binding binding) {
    AttentionRows.Sizes sizes = AttentionRows.Sizes.of(binding);
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      if (binding.hasOutput(PRESENT_KEY + i)) {
        tasks.add(new PresentRows(binding, sizes, i));
      }
    }
    if (AttentionTiles.suits(binding, sizes)) {
      tasks.addAll(AttentionTiles.bind(binding, sizes));
    } else {
      tasks.add(new AttentionRows(binding, sizes));
    }
    return tasks;
  }
}
