package lanewise.engine.op.text;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Operator;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/**
 * Runs an operator that moves or compares elements on strings: each distinct string is given a
 * number in the strings' order, the operator moves the numbers, and they are turned back. Number 0
 * is the empty string.
 */
public final class StringMovement implements ValueOperator {
  private static final Set<String> MOVING =
      Set.of(
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Flatten",
          "Transpose",
          "Gather",
          "GatherND",
          "GatherElements",
          "ScatterElements",
          "Scatter",
          "ScatterND",
          "Slice",
          "Split",
          "Concat",
          "Tile",
          "Expand",
          "Where",
          "Compress",
          "ReverseSequence",
          "DepthToSpace",
          "SpaceToDepth",
          "Pad",
          "CenterCropPad",
          "OneHot",
          "Equal",
          "Unique",
          "Shape",
          "Size",
          "Trilu");

  /** Runs a node of numbers; the outputs are held until they are released. */
  @FunctionalInterface
  public interface Runner {
    Tensor[] run(Node node, Tensor[] inputs);
  }

  private final Operator operator;
  private final Runner runner;

  /**
   * @param operator what the node names, for numbers
   */
  public StringMovement(Operator operator, Runner runner) {
    this.operator = operator;
    this.runner = runner;
  }

  /** Whether the node's operator only moves or compares elements. */
  public static boolean applies(Node node) {
    return node.domain().equals(Node.ONNX) && MOVING.contains(node.operator());
  }

  @Override
  public boolean needsFirstOutput() {
    return operator.needsFirstOutput();
  }

  @Override
  public void run(ValueCall call) {
    List<String> distinct = distinct(call);
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < distinct.size(); i++) {
      numbers.put(distinct.get(i), i);
    }
    Tensor[] inputs = new Tensor[call.inputCount()];
    for (int i = 0; i < inputs.length; i++) {
      if (call.hasInput(i)) {
        inputs[i] =
            call.input(i) instanceof TensorValue tensor
                ? tensor.tensor()
                : numbered(call, call.strings(i), numbers);
      }
    }
    Tensor[] outputs = runner.run(call.node(), inputs);
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i] != null) {
        ModelValue moved = ModelValue.of(outputs[i]);
        call.give(i, holdsStrings(call.node(), i) ? strings(call, outputs[i], distinct) : moved);
        call.release(moved);
      }
    }
  }

  private static boolean holdsStrings(Node node, int output) {
    return switch (node.operator()) {
      case "Equal", "Shape", "Size" -> false;
      case "Unique" -> output == 0;
      default -> true;
    };
  }

  private static List<String> distinct(ValueCall call) {
    Set<String> found = new TreeSet<>(StringOrder.BY_CODE_POINTS);
    found.add("");
    for (int i = 0; i < call.inputCount(); i++) {
      if (call.hasInput(i) && !(call.input(i) instanceof TensorValue)) {
        found.addAll(call.strings(i).elements());
      }
    }
    return new ArrayList<>(found);
  }

  private static Tensor numbered(
      ValueCall call, StringTensor strings, Map<String, Integer> numbers) {
    Tensor tensor = call.newTensor(ElementType.INT64, strings.shape());
    for (int i = 0; i < strings.elements().size(); i++) {
      long number = numbers.get(strings.elements().get(i));
      tensor.segment().setAtIndex(JAVA_LONG_UNALIGNED, i, number);
    }
    return tensor;
  }

  private static ModelValue strings(ValueCall call, Tensor tensor, List<String> distinct) {
    int count = Math.toIntExact(tensor.elementCount());
    List<String> elements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      elements.add(distinct.get((int) tensor.segment().getAtIndex(JAVA_LONG_UNALIGNED, i)));
    }
    return call.newStrings(tensor.shape(), elements);
  }
}
