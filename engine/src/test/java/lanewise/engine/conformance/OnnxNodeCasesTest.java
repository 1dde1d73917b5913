package lanewise.engine.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import lanewise.engine.graph.Graph;
import lanewise.engine.op.Weights;
import lanewise.engine.pass.PassContext;
import lanewise.engine.pass.Passes;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.GraphRun;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.Planner;
import lanewise.engine.plan.RunControl;
import lanewise.engine.plan.StepwiseRun;
import lanewise.engine.value.ModelValue;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxModel;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.memory.MemoryBudget;
import lanewise.natives.memory.NativeMemory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * ONNX's own cases for single operators, run step by step with the scalar tier and, where all
 * shapes follow from the inputs' shapes, as a plan with the best tier, then once more after all
 * passes, with the inputs as they are and as constants. A case whose operators are not supported is
 * skipped, and says which.
 */
final class OnnxNodeCasesTest {
  private static final long MOST_STEPS = 100_000;

  /** Bernoulli and dropout draw as another library does; JPEG 2000 and WebP are not read. */
  private static final int MOST_SKIPPED = 11;

  @TestFactory
  Stream<DynamicTest> givesTheOutputsOfEachNodeCase() throws IOException {
    Path root = nodeCases();
    Assumptions.assumeTrue(
        Files.isDirectory(root),
        "no reference data at " + root + "; set LANEWISE_REFERENCE_DATA to its folder");
    Map<String, Integer> skipped = new TreeMap<>();
    List<ConformanceCase> found = ConformanceCase.find(root);
    Stream<DynamicTest> cases =
        found.stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> run(each, skipped)));
    DynamicTest summary =
        DynamicTest.dynamicTest(
            "most cases are supported",
            () -> {
              int count = skipped.values().stream().mapToInt(Integer::intValue).sum();
              System.Logger logger = System.getLogger(OnnxNodeCasesTest.class.getName());
              logger.log(
                  System.Logger.Level.INFO,
                  count + " of " + found.size() + " cases skipped: " + skipped);
              assertTrue(count <= MOST_SKIPPED, "skipped: " + skipped);
            });
    return Stream.concat(cases, Stream.of(summary));
  }

  /** The folder of ONNX's node cases, which may not be there. */
  static Path nodeCases() {
    String folder = System.getenv("LANEWISE_REFERENCE_DATA");
    Path root = folder == null ? Path.of("..", "..", "shared", "data") : Path.of(folder);
    return root.resolve("onnx").resolve("node");
  }

  private static void run(ConformanceCase found, Map<String, Integer> skipped) throws IOException {
    try (Arena arena = Arena.ofShared()) {
      OnnxModel model = found.model(arena);
      Optional<String> reason =
          ModelSupport.missing(model)
              .map(missing -> "not supported: " + missing)
              .or(found::incomparable);
      reason.ifPresent(why -> skip(why, skipped));
      NodeCase nodeCase = NodeCase.read(found, model, arena);
      try {
        run(nodeCase, arena, false);
      } catch (ModelFormatException e) {
        if (ModelSupport.isMissing(e)) {
          skip(e.getMessage(), skipped);
        }
        throw e;
      }
      run(nodeCase, arena, true);
      run(optimized(nodeCase, arena), arena, false);
      if (nodeCase.takesTensors()) {
        runPlanned(nodeCase, arena);
        run(optimized(nodeCase.withConstantInputs(), arena), arena, false);
      }
    }
  }

  private static void skip(String reason, Map<String, Integer> skipped) {
    skipped.merge(reason, 1, Integer::sum);
    throw new TestAbortedException(reason);
  }

  private static NodeCase optimized(NodeCase nodeCase, Arena arena) {
    try (Workers workers = Workers.of(1)) {
      StepwiseRun folding =
          new StepwiseRun(
              nodeCase.name(),
              Tiers.named("scalar"),
              workers,
              new Weights(arena, workers),
              MemoryBudget.ofBytes(1L << 30));
      Graph graph =
          Passes.apply(nodeCase.graph(), new PassContext(nodeCase.name(), folding), Set.of());
      return new NodeCase(
          nodeCase.name() + " optimized", graph, nodeCase.inputs(), nodeCase.outputs());
    }
  }

  /** Runs node by node with the scalar tier, or twice in segments with the best one. */
  private static void run(NodeCase nodeCase, Arena arena, boolean planned) {
    try (Workers workers = Workers.of(1);
        GraphRun run =
            new GraphRun(
                nodeCase.name(),
                planned ? Tiers.preferred() : Tiers.named("scalar"),
                workers,
                new Weights(arena, workers),
                MemoryBudget.ofBytes(1L << 30),
                planned)) {
      for (int round = 0; round < (planned ? 2 : 1); round++) {
        List<ModelValue> outputs =
            run.run(nodeCase.graph(), nodeCase.inputs(), RunControl.NONE, MOST_STEPS);
        for (int i = 0; i < outputs.size(); i++) {
          TensorAssert.assertMatches(
              nodeCase.outputs().get(i),
              outputs.get(i),
              nodeCase.name() + ": output " + i + (planned ? " in segments" : " step by step"));
        }
        run.endRun();
      }
    }
  }

  private static void runPlanned(NodeCase nodeCase, Arena arena) {
    KernelTier tier = Tiers.preferred();
    String source = nodeCase.name();
    try (Workers workers = Workers.of(1)) {
      Plan plan =
          Planner.plan(
              source,
              nodeCase.graph(),
              nodeCase.inputTensors().stream().map(Tensor::shape).toList(),
              tier,
              workers.count());
      if (plan == null) {
        return;
      }
      BoundPlan bound =
          BoundPlan.bind(
              source,
              plan,
              NativeMemory.allocate(arena, Math.max(64, plan.workspaceBytes())),
              new Weights(arena, workers),
              tier,
              workers.count());
      // Twice, so that nothing may depend on what the workspace holds.
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < nodeCase.inputs().size(); i++) {
          bound.input(i).segment().copyFrom(nodeCase.inputTensors().get(i).segment());
        }
        bound.run(workers, RunControl.NONE);
      }
      for (int i = 0; i < nodeCase.outputs().size(); i++) {
        TensorAssert.assertMatches(
            nodeCase.outputs().get(i),
            ModelValue.of(bound.output(i)),
            source + ": output " + i + " planned");
      }
    }
  }
}
