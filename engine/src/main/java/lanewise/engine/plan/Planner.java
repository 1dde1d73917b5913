package lanewise.engine.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.Fact;
import lanewise.engine.op.Operator;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.op.catalog.Operators;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.device.DeviceUnsupportedException;
import lanewise.natives.memory.NativeMemory;

/** Makes plans. Used once a plan. */
public final class Planner {
  /** A device's task takes the scratch memory of one worker. */
  static final int DEVICE_WORKERS = 1;

  private final String source;
  private final Graph graph;
  private final KernelTier tier;
  private final KernelTier deviceTier;
  private final int workers;
  private final Map<String, Fact> facts = new HashMap<>();

  private final List<Node> nodes = new ArrayList<>();
  private final List<Operator> operators = new ArrayList<>();
  private final Map<String, Buffer> buffers = new HashMap<>();
  private final Map<String, Integer> slotNumbers = new HashMap<>();
  private final List<Slot> slots = new ArrayList<>();

  /** A stretch of workspace that one value, and those that view or overwrite it, live in. */
  private static final class Buffer {
    final long byteSize;
    final int firstStep;

    /** The last step that needs a value which has been placed here so far. */
    int lastStep;

    int number;

    Buffer(long byteSize, int step) {
      this.byteSize = byteSize;
      this.firstStep = step;
      this.lastStep = step;
    }
  }

  private final RunControl control;

  private Planner(
      String source,
      Graph graph,
      KernelTier tier,
      KernelTier deviceTier,
      int workers,
      RunControl control) {
    this.control = control;
    this.source = source;
    this.graph = graph;
    this.tier = tier;
    this.deviceTier = deviceTier;
    this.workers = workers;
  }

  /**
   * A plan for inputs of these shapes, or null when a shape depends on data or the graph does not
   * state an input's type, so that the graph must run step by step.
   */
  public static Plan plan(
      String source, Graph graph, List<Shape> inputShapes, KernelTier tier, int workers) {
    return plan(source, graph, inputShapes, tier, null, workers, RunControl.NONE);
  }

  /**
   * The same, with room for what the steps need on a device.
   *
   * @param deviceTier the device's kernels, or null where all steps run on the CPU
   * @param control is asked between nodes, and may stop the planning
   */
  public static Plan plan(
      String source,
      Graph graph,
      List<Shape> inputShapes,
      KernelTier tier,
      KernelTier deviceTier,
      int workers,
      RunControl control) {
    try {
      return new Planner(source, graph, tier, deviceTier, workers, control).make(inputShapes);
    } catch (ArithmeticException e) {
      ModelFormatException exception =
          new ModelFormatException(
              source,
              ModelFormatException.NO_OFFSET,
              "workspace",
              "for inputs " + inputShapes + " all values together have more than 2^63 bytes");
      exception.initCause(e);
      throw exception;
    }
  }

  private Plan make(List<Shape> inputShapes) {
    for (int i = 0; i < graph.inputs().size(); i++) {
      Value input = graph.inputs().get(i);
      if (input.type() == null) {
        return null;
      }
      facts.put(input.name(), Fact.of(input.type(), inputShapes.get(i)));
    }
    if (!inferNodes()) {
      return null;
    }
    int last = nodes.size();
    for (Value input : graph.inputs()) {
      newBuffer(input.name(), 0);
      touch(input.name(), lastUse(input.name()));
    }
    for (int step = 0; step < nodes.size(); step++) {
      placeStep(step);
    }
    for (Value output : graph.outputs()) {
      touch(output.name(), last);
    }
    return assemble();
  }

  /** Infers all nodes; constant results need no step. False when a shape depends on data. */
  private boolean inferNodes() {
    NodeInference inference = new NodeInference(source, facts);
    for (Map.Entry<String, Tensor> constant : graph.constants().entrySet()) {
      facts.put(constant.getKey(), Fact.of(constant.getValue()));
    }
    for (Node node : graph.nodes()) {
      control.checkStop();
      Operator operator = Operators.all().find(node);
      if (operator instanceof ValueOperator) {
        return false;
      }
      inference.infer(node);
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !facts.get(output).isConcrete()) {
          return false;
        }
      }
      if (foldShapeComputation(node)) {
        continue;
      }
      nodes.add(node);
      operators.add(operator);
    }
    return true;
  }

  /** Once shapes are known, what computes on them is known too and becomes constant. */
  private boolean foldShapeComputation(Node node) {
    if (node.outputs().size() != 1) {
      return false;
    }
    Fact fact = facts.get(node.output(0));
    if (fact.elements() == null || fact.constant() != null) {
      return fact.constant() != null;
    }
    Tensor tensor = ShapeConstants.tensor(fact);
    if (tensor == null) {
      return false;
    }
    facts.put(node.output(0), Fact.of(tensor));
    return true;
  }

  private void newBuffer(String name, int step) {
    Fact fact = facts.get(name);
    long byteSize = fact.type().byteSize(fact.shape().elementCount());
    buffers.put(name, new Buffer(byteSize, step));
  }

  private void touch(String name, int step) {
    Buffer buffer = buffers.get(name);
    if (buffer != null) {
      buffer.lastStep = Math.max(buffer.lastStep, step);
    }
  }

  private Map<String, Integer> lastUses;

  private int lastUse(String name) {
    if (lastUses == null) {
      lastUses = new HashMap<>();
      for (int step = 0; step < nodes.size(); step++) {
        for (String input : nodes.get(step).inputs()) {
          lastUses.put(input, step);
        }
      }
      for (Value output : graph.outputs()) {
        lastUses.put(output.name(), nodes.size());
      }
    }
    return lastUses.getOrDefault(name, -1);
  }

  private void placeStep(int step) {
    Node node = nodes.get(step);
    Operator operator = operators.get(step);
    for (String input : node.inputs()) {
      touch(input, step);
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      String name = node.outputs().get(i);
      if (name.isEmpty()) {
        continue;
      }
      Buffer shared = i == 0 ? sharedBuffer(node, operator, step) : null;
      if (shared != null) {
        buffers.put(name, shared);
        touch(name, Math.max(step, lastUse(name)));
      } else {
        newBuffer(name, step);
        touch(name, Math.max(step, lastUse(name)));
      }
    }
  }

  /** The buffer that output 0 may live in: its input's when it is a view or overwrites it. */
  private Buffer sharedBuffer(Node node, Operator operator, int step) {
    int viewed = operator.viewedInput();
    if (viewed >= 0) {
      return buffers.get(node.input(viewed));
    }
    Fact out = facts.get(node.output(0));
    for (int i = 0; i < node.inputs().size(); i++) {
      Buffer buffer = buffers.get(node.input(i));
      if (buffer == null || !operator.mayOverwrite(i) || isGraphInput(node.input(i))) {
        continue;
      }
      Fact in = facts.get(node.input(i));
      boolean dies = buffer.lastStep == step; // With all the values that live in it.
      if (dies
          && in.type() == out.type()
          && in.shape().equals(out.shape())
          && readsOnce(node, buffer)) {
        return buffer;
      }
    }
    return null;
  }

  private boolean readsOnce(Node node, Buffer buffer) {
    int reads = 0;
    for (String input : node.inputs()) {
      reads += buffers.get(input) == buffer ? 1 : 0;
    }
    return reads == 1;
  }

  private boolean isGraphInput(String name) {
    for (Value input : graph.inputs()) {
      if (input.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private Plan assemble() {
    MemoryLayout layout = new MemoryLayout();
    Set<Buffer> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Buffer buffer : buffers.values()) {
      if (seen.add(buffer)) {
        buffer.number = -1;
      }
    }
    for (String name : orderedNames()) {
      Buffer buffer = buffers.get(name);
      if (buffer.number < 0) {
        buffer.number = layout.add(buffer.byteSize, buffer.firstStep, buffer.lastStep);
      }
    }
    layout.place();
    for (String name : orderedNames()) {
      Fact fact = facts.get(name);
      addSlot(
          new Slot(name, fact.type(), fact.shape(), null, layout.offset(buffers.get(name).number)));
    }
    List<PlannedStep> steps = new ArrayList<>();
    long scratchBytes = 0;
    for (int step = 0; step < nodes.size(); step++) {
      control.checkStop();
      PlannedStep planned = plannedStep(nodes.get(step), operators.get(step));
      scratchBytes = Math.max(scratchBytes, planned.scratchBytes());
      if (operators.get(step).viewedInput() < 0
          || isConstant(planned.inputs()[operators.get(step).viewedInput()])) {
        steps.add(planned);
      }
    }
    int[] inputSlots = slotNumbers(graph.inputs()); // May add slots.
    int[] outputSlots = slotNumbers(graph.outputs());
    long scratchOffset = layout.byteSize();
    long workspaceBytes = Math.addExact(scratchOffset, NativeMemory.roundUp(scratchBytes));
    return new Plan(
        List.copyOf(slots),
        steps,
        values(),
        inputSlots,
        outputSlots,
        scratchOffset,
        scratchBytes,
        workspaceBytes);
  }

  /** For each slot the one whose bytes it shows; a view is made after what it views. */
  private int[] values() {
    int[] values = new int[slots.size()];
    for (int slot = 0; slot < values.length; slot++) {
      values[slot] = slot;
    }
    for (int step = 0; step < nodes.size(); step++) {
      int viewed = operators.get(step).viewedInput();
      if (viewed >= 0) {
        int from = slotNumbers.get(nodes.get(step).input(viewed));
        if (!isConstant(from)) {
          values[slotNumbers.get(nodes.get(step).output(0))] = values[from];
        }
      }
    }
    return values;
  }

  private int[] slotNumbers(List<Value> values) {
    int[] numbers = new int[values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = slotNumber(values.get(i).name());
    }
    return numbers;
  }

  private boolean isConstant(int slot) {
    return slots.get(slot).constant() != null;
  }

  /** Names of all values in the workspace, inputs first, then in the order of their making. */
  private List<String> orderedNames() {
    List<String> names = new ArrayList<>();
    for (Value input : graph.inputs()) {
      names.add(input.name());
    }
    for (Node node : nodes) {
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          names.add(output);
        }
      }
    }
    return names;
  }

  private void addSlot(Slot slot) {
    slotNumbers.put(slot.name(), slots.size());
    slots.add(slot);
  }

  private int slotNumber(String name) {
    Integer number = slotNumbers.get(name);
    if (number == null) {
      Fact fact = facts.get(name);
      addSlot(new Slot(name, fact.type(), fact.shape(), fact.constant(), 0));
      number = slots.size() - 1;
    }
    return number;
  }

  private PlannedStep plannedStep(Node node, Operator operator) {
    int[] inputs = new int[node.inputs().size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = node.hasInput(i) ? slotNumber(node.input(i)) : -1;
    }
    int[] outputs = new int[node.outputs().size()];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = node.output(i).isEmpty() ? -1 : slotNumber(node.output(i));
    }
    long scratchBytes;
    try {
      scratchBytes =
          operator.scratchBytes(new SlotSizing(node, tier, workers, inputs, outputs, slots));
      if (deviceTier != null) {
        SlotSizing sizing =
            new SlotSizing(node, deviceTier, DEVICE_WORKERS, inputs, outputs, slots);
        scratchBytes = Math.max(scratchBytes, deviceScratchBytes(operator, sizing));
      }
    } catch (RuntimeException e) {
      throw NodeInference.invalid(source, node, e);
    }
    return new PlannedStep(node, operator, inputs, outputs, scratchBytes);
  }

  private static long deviceScratchBytes(Operator operator, SlotSizing sizing) {
    try {
      return operator.scratchBytes(sizing);
    } catch (DeviceUnsupportedException e) {
      return 0; // Binding meets it again and leaves the step to the CPU.
    }
  }
}
