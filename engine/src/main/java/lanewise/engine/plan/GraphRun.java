package lanewise.engine.plan;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.Value;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.op.Weights;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.MemoryBudget;
import lanewise.natives.memory.NativeMemory;

/**
 * Runs any graph: nodes whose shapes follow from what is there are planned together and run in one
 * workspace, again for the next values of the same shapes; operators on whole values and nodes
 * whose shapes depend on data run one by one between them. Bodies of control flow run the same way,
 * in the same workspace, since nothing stays in it between two segments.
 *
 * <p>Not thread-safe: one run at a time.
 */
public final class GraphRun implements AutoCloseable {
  private final String source;
  private final KernelTier tier;
  private final Workers workers;
  private final Weights weights;
  private final MemoryBudget budget;
  private final boolean planned;
  private final ValueMemory memory;
  private final SingleNodes single;
  private final IdentityHashMap<Graph, GraphProgram> programs = new IdentityHashMap<>();
  private RunControl control = RunControl.NONE;
  private long stepsLeft;
  private Arena arena;
  private MemorySegment workspace = MemorySegment.NULL;

  /**
   * @param weights prepared weights; constants that are not there yet are prepared on first use
   * @param planned whether nodes are planned together; else each runs by itself, which is slower
   *     and the reference
   */
  public GraphRun(
      String source,
      KernelTier tier,
      Workers workers,
      Weights weights,
      MemoryBudget budget,
      boolean planned) {
    this.source = source;
    this.tier = tier;
    this.workers = workers;
    this.weights = weights;
    this.budget = budget;
    this.planned = planned;
    this.memory = new ValueMemory(budget);
    this.single = new SingleNodes(source, tier, workers, weights, memory);
  }

  /**
   * The graph's outputs for these inputs. They live until {@link #endRun}, which must be called
   * however this ends: copy what is to stay.
   *
   * @param mostSteps how many steps all loops together may take
   */
  public List<ModelValue> run(
      Graph graph, List<? extends ModelValue> inputs, RunControl runControl, long mostSteps) {
    control = runControl;
    stepsLeft = mostSteps;
    return run(graph, inputs);
  }

  /** Forgets all values of the run; the memory is kept for the next one. */
  public void endRun() {
    memory.endRun();
  }

  List<ModelValue> run(Graph graph, List<? extends ModelValue> inputs) {
    GraphProgram program = programs.computeIfAbsent(graph, GraphProgram::new);
    Frame frame = new Frame(program);
    for (int i = 0; i < inputs.size(); i++) {
      frame.put(graph.inputs().get(i).name(), inputs.get(i));
    }
    for (int i = 0; i < program.nodes.size(); ) {
      i = program.isValueOperator(i) ? runValue(frame, i) : runTensors(frame, i);
    }
    List<ModelValue> outputs = new ArrayList<>(graph.outputs().size());
    for (Value output : graph.outputs()) {
      ModelValue result = frame.find(output.name());
      if (result == null) {
        throw new ModelFormatException(
            source,
            ModelFormatException.NO_OFFSET,
            "output '" + output.name() + "'",
            "no node makes it");
      }
      memory.retain(result);
      outputs.add(result);
    }
    frame.releaseAll();
    return outputs;
  }

  /** The values of one graph while it runs. */
  private final class Frame {
    final GraphProgram program;
    final Map<String, ModelValue> values = new HashMap<>();

    /** Values that follow from the shapes of others. */
    final Set<String> fixed = new HashSet<>();

    Frame(GraphProgram program) {
      this.program = program;
    }

    void put(String name, ModelValue value) {
      memory.retain(value);
      values.put(name, value);
    }

    /** The value, or null. */
    ModelValue find(String name) {
      ModelValue value = values.get(name);
      if (value == null) {
        Tensor constant = program.graph.constants().get(name);
        return constant == null ? null : new TensorValue(constant);
      }
      return value;
    }

    ModelValue[] inputs(Node node) {
      ModelValue[] inputs = new ModelValue[node.inputs().size()];
      for (int i = 0; i < inputs.length; i++) {
        if (node.hasInput(i)) {
          inputs[i] = find(node.input(i));
          if (inputs[i] == null) {
            throw new ModelFormatException(
                source,
                ModelFormatException.NO_OFFSET,
                node.label(),
                "no node makes '" + node.input(i) + "'");
          }
        }
      }
      return inputs;
    }

    /** Drops the values that no node after {@code last} reads, from {@code first} on. */
    void dropDead(int first, int last) {
      for (int i = first; i <= last; i++) {
        for (String name : program.dying.get(i)) {
          ModelValue dead = values.remove(name);
          if (dead != null) {
            memory.release(dead);
          }
        }
      }
    }

    void releaseAll() {
      values.values().forEach(memory::release);
    }
  }

  private int runValue(Frame frame, int index) {
    Node node = frame.program.nodes.get(index);
    callValue((ValueOperator) frame.program.operators[index], node, frame);
    frame.dropDead(index, index);
    return index + 1;
  }

  private void callValue(ValueOperator operator, Node node, Frame frame) {
    ModelValue[] inputs = frame.inputs(node);
    NodeCall call = new NodeCall(node, inputs, this, memory);
    boolean leaf = !node.attributes().hasGraphs();
    HostStep step = leaf ? new HostStep(node, null, List.of()) : null;
    control.checkStop();
    if (leaf) {
      control.beforeStep(step);
    }
    try {
      operator.run(call);
    } catch (RuntimeException e) {
      throw control.isStop(e) ? e : NodeInference.invalid(source, node, e);
    }
    if (leaf) {
      control.afterStep(step);
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.output(i).isEmpty()) {
        frame.put(node.output(i), call.output(i));
      }
    }
    call.end();
  }

  void countStep() {
    control.checkStop();
    if (stepsLeft-- <= 0) {
      throw new InvalidNodeException(
          "the loops of this run take more steps than they may; raise"
              + " RunOptions.withMaxLoopSteps if they are right");
    }
  }

  private int runTensors(Frame frame, int start) {
    if (planned) {
      Segment segment = segment(frame, start);
      if (segment != null) {
        runSegment(frame, segment);
        frame.dropDead(start, segment.end - 1);
        return segment.end;
      }
    }
    Node node = frame.program.nodes.get(start);
    ModelValue[] values = frame.inputs(node);
    ValueOperator onValues = single.onValues(node, values);
    if (onValues != null) {
      callValue(onValues, node, frame);
    } else {
      Tensor[] inputs = new Tensor[values.length];
      boolean[] constant = new boolean[values.length];
      for (int i = 0; i < inputs.length; i++) {
        inputs[i] = values[i] instanceof TensorValue numbers ? numbers.tensor() : null;
        constant[i] = frame.program.graph.constants().get(node.input(i)) == inputs[i];
      }
      Tensor[] outputs = single.run(node, inputs, constant, control);
      for (int i = 0; i < outputs.length; i++) {
        if (outputs[i] != null) {
          frame.put(node.output(i), new TensorValue(outputs[i]));
          memory.release(outputs[i]);
        }
      }
    }
    frame.dropDead(start, start);
    return start + 1;
  }

  /** The planned nodes that begin here, or null when the first of them can't be planned. */
  private Segment segment(Frame frame, int start) {
    List<Segment> known = frame.program.segmentsAt(start);
    for (int i = 0; i < known.size(); i++) {
      Segment candidate = known.get(i);
      if (candidate.fits(frame.values)) {
        if (i > 0) {
          known.remove(i);
          known.addFirst(candidate);
        }
        return candidate;
      }
    }
    Segment made =
        new SegmentMaker(source, frame.program, frame.values, frame.fixed, tier, workers.count())
            .make(start, control);
    if (made != null) {
      frame.program.keep(start, made);
    }
    return made;
  }

  private void runSegment(Frame frame, Segment segment) {
    BoundPlan bound = bound(segment);
    String[] inputs = segment.inputs();
    for (int i = 0; i < inputs.length; i++) {
      copy(((TensorValue) frame.values.get(inputs[i])).tensor(), bound.input(i));
    }
    bound.run(workers, control);
    for (int i = 0; i < segment.outputs.size(); i++) {
      String name = segment.outputs.get(i);
      Tensor fixed = segment.knownOutputs[i];
      if (fixed != null) {
        frame.put(name, new TensorValue(fixed));
        frame.fixed.add(name);
        continue;
      }
      Tensor output = bound.output(i);
      Tensor copy = memory.allocate(output.type(), output.shape());
      copy(output, copy);
      frame.put(name, new TensorValue(copy));
      memory.release(copy);
    }
  }

  private static void copy(Tensor from, Tensor to) {
    MemorySegment.copy(from.segment(), 0, to.segment(), 0, to.segment().byteSize());
  }

  private BoundPlan bound(Segment segment) {
    if (segment.bound() == null) {
      growWorkspace(segment.plan.workspaceBytes());
      segment.bind(BoundPlan.bind(source, segment.plan, workspace, weights, tier, workers.count()));
    }
    return segment.bound();
  }

  private void growWorkspace(long byteSize) {
    if (byteSize <= workspace.byteSize()) {
      return;
    }
    programs.values().forEach(GraphProgram::unbind);
    closeWorkspace();
    Arena grown = BudgetedArena.ofShared(budget, "workspace");
    try {
      workspace = NativeMemory.allocate(grown, Math.max(byteSize, NativeMemory.ALIGNMENT));
      arena = grown;
    } finally {
      if (arena == null) {
        grown.close();
      }
    }
  }

  private void closeWorkspace() {
    if (arena != null) {
      arena.close();
      arena = null;
      workspace = MemorySegment.NULL;
    }
  }

  /** Frees all memory. */
  @Override
  public void close() {
    programs.clear();
    memory.close();
    closeWorkspace();
  }
}
