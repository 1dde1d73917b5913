package lanewise.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lanewise.engine.background.Background;
import lanewise.engine.device.ModelDevice;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.graph.ValueKind;
import lanewise.engine.onnx.OnnxImporter;
import lanewise.engine.op.WeightLoading;
import lanewise.engine.op.Weights;
import lanewise.engine.op.catalog.Operators;
import lanewise.engine.pass.PassContext;
import lanewise.engine.pass.Passes;
import lanewise.engine.plan.NodeInference;
import lanewise.engine.plan.NodeRunner;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.Planner;
import lanewise.engine.plan.RunControl;
import lanewise.engine.plan.StepwiseRun;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxReader;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.device.DeviceException;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.MappedFile;
import lanewise.natives.memory.MemoryBudget;

/** A model ready to run: its optimized graph, prepared weights and plans. Thread-safe. */
final class LoadedModel implements AutoCloseable, PlanCache.Maker {
  private static final int MOST_PLANS = 64;

  private final String source;
  private final ModelOptions options;
  private final Arena arena;
  private final MemoryBudget budget;
  private final PlanCache plans;
  private final DevicePlace place;
  private PlanCache devicePlans;
  private ModelDevice planned;
  private DevicePlacement placement;
  private KernelTier tier;
  private OnnxModel onnx;
  private Graph graph;
  private Weights weights;
  private List<MappedFile> files = List.of();

  private LoadedModel(String source, ModelOptions options) {
    this.source = source;
    this.options = options;
    this.budget = MemoryBudget.ofBytes(options.memoryLimitBytes());
    this.arena = BudgetedArena.ofShared(budget, "weights of " + source);
    this.plans = new PlanCache(MOST_PLANS, this);
    this.place = options.device().isCpu() ? null : new DevicePlace(source, options.device());
  }

  @Override
  public Plan make(List<Shape> shapes, RunControl control) {
    return plan(shapes, null, control);
  }

  /** A plan for these inputs with room for what a device needs, or null: see {@link Planner}. */
  Plan plan(List<Shape> shapes, ModelDevice device, RunControl control) {
    KernelTier deviceTier = device == null ? null : device.tier();
    return Planner.plan(source, graph, shapes, tier, deviceTier, options.threads(), control);
  }

  static LoadedModel open(Path file, ModelOptions options) throws IOException {
    Background<KernelTier, RuntimeException> start = TierStart.of(options);
    Path name = file.getFileName(); // A root has none.
    LoadedModel model = new LoadedModel((name == null ? file : name).toString(), options);
    boolean loaded = false;
    try (Workers workers = Workers.of(options.threads())) {
      model.load(file, workers, start);
      loaded = true;
      return model;
    } finally {
      if (!loaded) {
        model.close();
      }
    }
  }

  private void load(Path file, Workers workers, Background<KernelTier, RuntimeException> start)
      throws IOException {
    OnnxReader.Opened opened = OnnxReader.open(file, arena);
    onnx = opened.model();
    files = opened.mappedFiles();
    weights = new Weights(arena, workers);
    graph = OnnxImporter.graph(source, onnx);
    if (options.optimize()) {
      Folding folding = new Folding(start, workers);
      graph = Passes.apply(graph, new PassContext(source, folding), options.passesOff());
    }
    tier = start.await();
    if (options.copyWeights()) {
      graph = copied(graph);
      files = List.of();
    }
    if (place == null) {
      prepareWeights(graph);
    } else {
      placeOnDevice(workers.count());
    }
    weights.endLoading();
  }

  /** Runs nodes while passes fold them; the first of them waits for the tier. */
  private final class Folding implements NodeRunner {
    private final Background<KernelTier, RuntimeException> start;
    private final Workers workers;
    private StepwiseRun run;

    Folding(Background<KernelTier, RuntimeException> start, Workers workers) {
      this.start = start;
      this.workers = workers;
    }

    @Override
    public Tensor[] runNode(Node node, Tensor[] inputs) {
      if (run == null) {
        run = new StepwiseRun(source, start.await(), workers, weights, budget);
      }
      return run.runNode(node, inputs);
    }
  }

  /** Prepares the weights on the device for the steps that it runs, and the others on the CPU. */
  private void placeOnDevice(int workers) {
    place.open(graph.constants().values());
    ModelDevice device = place.current();
    if (device != null) {
      try {
        placement = new Placing(this, device).place(workers);
      } catch (DeviceException e) {
        place.failed(device, e);
      }
    }
    if (placement == null) {
      prepareWeights(graph);
    }
  }

  private void prepareWeights(Graph part) {
    for (Node node : part.nodes()) {
      for (Graph body : node.attributes().graphs()) {
        prepareWeights(body);
      }
      Tensor[] constants = new Tensor[node.inputs().size()];
      for (int i = 0; i < constants.length; i++) {
        constants[i] = part.constants().get(node.input(i));
      }
      try {
        Operators.all().of(node).load(new WeightLoading(node, tier, weights, constants));
      } catch (RuntimeException e) {
        throw NodeInference.invalid(source, node, e);
      }
    }
  }

  private Graph copied(Graph original) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    for (Map.Entry<String, Tensor> constant : original.constants().entrySet()) {
      copies.put(constant.getKey(), copied(constant.getValue()));
    }
    return original.withNodes(original.nodes().stream().map(this::copied).toList(), copies);
  }

  private Node copied(Node node) {
    Attributes attributes = node.attributes();
    for (String name : node.attributes().names()) {
      if (attributes.isTensor(name)) {
        attributes = attributes.with(name, copied(attributes.tensor(name)));
      } else if (attributes.isGraph(name)) {
        attributes = attributes.with(name, copied(attributes.graph(name)));
      }
    }
    return node.withAttributes(attributes);
  }

  private Tensor copied(Tensor tensor) {
    Tensor copy = Tensor.allocate(tensor.type(), tensor.shape(), arena);
    MemorySegment.copy(tensor.segment(), 0, copy.segment(), 0, copy.segment().byteSize());
    return copy;
  }

  /** Throws if a file that weights are still read from has shrunk. */
  void checkFiles() {
    for (int i = 0; i < files.size(); i++) {
      files.get(i).checkUnchanged();
    }
  }

  String source() {
    return source;
  }

  ModelOptions options() {
    return options;
  }

  /** The model as its file has it. */
  OnnxModel onnx() {
    return onnx;
  }

  /** The graph that runs. */
  Graph graph() {
    return graph;
  }

  KernelTier tier() {
    return tier;
  }

  MemoryBudget budget() {
    return budget;
  }

  Weights weights() {
    return weights;
  }

  /** Whether all outputs are declared as tensors of numbers. */
  boolean givesTensors() {
    return graph.outputs().stream().allMatch(output -> output.kind() == ValueKind.TENSOR);
  }

  /** Plans with room for this device, or, where it is null, for the CPU alone. */
  PlanCache plans(ModelDevice device) {
    if (device == null) {
      return plans;
    }
    synchronized (plans) {
      if (planned != device) {
        planned = device; // Another one than before may want other scratch memory.
        devicePlans = new PlanCache(MOST_PLANS, (shapes, control) -> plan(shapes, device, control));
      }
      return devicePlans;
    }
  }

  /**
   * The device that the next call computes on, or null for the CPU.
   *
   * @throws DeviceException if it cannot be used and the CPU may not go on
   */
  ModelDevice device() {
    return place == null ? null : place.current();
  }

  /** Only where a device was asked for. */
  DevicePlace place() {
    return place;
  }

  /** How often each operator stands in the file. */
  Map<String, Integer> operatorCounts() {
    Map<String, Integer> counts = new TreeMap<>();
    for (OnnxNode node : onnx.graph().nodes()) {
      counts.put(node.opType(), counts.getOrDefault(node.opType(), 0) + 1);
    }
    return counts;
  }

  ModelSummary summary(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    Map<ElementType, ModelSummary.Weights> byType = new EnumMap<>(ElementType.class);
    long parameters = 0;
    for (OnnxTensor initializer : onnx.graph().initializers()) {
      if (!initializer.isString()) {
        Tensor tensor = initializer.toTensor();
        parameters += tensor.elementCount();
        byType.merge(
            tensor.type(),
            new ModelSummary.Weights(1, tensor.elementCount(), tensor.segment().byteSize()),
            ModelSummary.Weights::plus);
      }
    }
    long mapped = files.stream().mapToLong(file -> file.segment().byteSize()).sum();
    String producer = (onnx.producerName() + " " + onnx.producerVersion()).strip();
    return new ModelSummary(
        producer,
        onnx.opsetImports(),
        inputs,
        outputs,
        operatorCounts(),
        graph.nodes().size(),
        parameters,
        byType,
        mapped,
        weights.byteSize(),
        budget.usedBytes(),
        tier.name(),
        placement);
  }

  @Override
  public void close() {
    try {
      if (place != null) {
        place.close();
      }
    } finally {
      arena.close();
    }
  }
}
