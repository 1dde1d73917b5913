package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Fact;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Plans as many nodes together as the values that are there allow. */
final class SegmentMaker {
  private final String source;
  private final GraphProgram program;
  private final Map<String, ModelValue> values;
  private final Set<String> fixed;
  private final KernelTier tier;
  private final int workers;
  private final Map<String, Fact> facts = new HashMap<>();
  private final Set<String> outer = new HashSet<>();

  /**
   * @param values what is there now
   * @param fixed those among them that follow from the shapes of others
   */
  SegmentMaker(
      String source,
      GraphProgram program,
      Map<String, ModelValue> values,
      Set<String> fixed,
      KernelTier tier,
      int workers) {
    this.source = source;
    this.program = program;
    this.values = values;
    this.fixed = fixed;
    this.tier = tier;
    this.workers = workers;
  }

  /** The segment from node {@code start} on, or null when that node must run by itself. */
  Segment make(int start, RunControl control) {
    NodeInference inference = new NodeInference(source, facts);
    int end = start;
    while (end < program.nodes.size() && canPlan(end, inference)) {
      control.checkStop();
      end++;
    }
    return end == start ? null : plan(start, end);
  }

  private boolean canPlan(int index, NodeInference inference) {
    Node node = program.nodes.get(index);
    if (program.operators[index] == null || program.isValueOperator(index)) {
      return false;
    }
    for (String input : node.inputs()) {
      if (!input.isEmpty() && !facts.containsKey(input) && !addOuter(input)) {
        return false;
      }
    }
    try {
      inference.infer(node);
    } catch (ModelFormatException e) {
      return false; // What is wrong is told when the node runs by itself.
    }
    for (String output : node.outputs()) {
      if (!output.isEmpty() && !facts.get(output).isConcrete()) {
        for (String made : node.outputs()) {
          facts.remove(made);
        }
        return false;
      }
    }
    Tensor known = node.outputs().size() == 1 ? known(node.output(0)) : null;
    if (known != null) {
      facts.put(node.output(0), Fact.of(known));
    }
    return true;
  }

  private Tensor known(String output) {
    Fact fact = facts.get(output);
    return fact == null || fact.constant() != null ? null : ShapeConstants.tensor(fact);
  }

  /** Says what is known of a value from before; false when it is not a tensor of numbers. */
  private boolean addOuter(String name) {
    Tensor constant = program.graph.constants().get(name);
    if (constant == null) {
      if (!(values.get(name) instanceof TensorValue numbers)) {
        return false;
      }
      Tensor tensor = numbers.tensor();
      outer.add(name);
      facts.put(
          name, fixed.contains(name) ? Fact.of(tensor) : Fact.of(tensor.type(), tensor.shape()));
    } else {
      facts.put(name, Fact.of(constant));
    }
    return true;
  }

  private Segment plan(int start, int end) {
    List<Segment.Need> needs = new ArrayList<>();
    List<Value> inputs = new ArrayList<>();
    List<String> inputNames = new ArrayList<>();
    List<Shape> shapes = new ArrayList<>();
    Map<String, Tensor> known = new HashMap<>();
    for (String name : read(start, end)) {
      Tensor tensor = ((TensorValue) values.get(name)).tensor();
      boolean isFixed = fixed.contains(name);
      needs.add(new Segment.Need(name, tensor.type(), tensor.shape(), isFixed ? tensor : null));
      if (isFixed) {
        known.put(name, tensor);
      } else {
        List<Dim> dims = Fact.knownDims(tensor.shape());
        inputs.add(new Value(name, tensor.type(), dims));
        inputNames.add(name);
        shapes.add(tensor.shape());
      }
    }
    Graph part = program.part(start, end, inputs, known);
    Plan plan = Planner.plan(source, part, shapes, tier, workers);
    List<String> outputs = part.outputs().stream().map(Value::name).toList();
    Tensor[] fixedOutputs = new Tensor[outputs.size()];
    for (int i = 0; i < fixedOutputs.length; i++) {
      fixedOutputs[i] = plan.slots().get(plan.outputSlots()[i]).constant();
    }
    return new Segment(end, plan, needs, inputNames, outputs, fixedOutputs);
  }

  /** The values from before that these nodes read, in the order of reading. */
  private List<String> read(int start, int end) {
    List<String> names = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (Node node : program.nodes.subList(start, end)) {
      for (String input : node.inputs()) {
        if (outer.contains(input) && seen.add(input)) {
          names.add(input);
        }
      }
    }
    return names;
  }
}
