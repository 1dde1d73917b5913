package lanewise.engine.pass;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Weights;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.Planner;
import lanewise.engine.plan.RunControl;
import lanewise.engine.plan.StepwiseRun;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.memory.MemoryBudget;
import lanewise.natives.memory.NativeMemory;

/** Applies passes to graphs and runs graphs, with and without a plan. */
final class GraphRuns implements AutoCloseable {
  private final Arena arena = Arena.ofShared();
  private final Workers workers = Workers.of(2);
  private final KernelTier tier = Tiers.named("scalar");
  private final MemoryBudget budget = MemoryBudget.ofBytes(1L << 30);
  private final Weights weights = new Weights(arena, workers);

  private StepwiseRun stepwise() {
    return new StepwiseRun("test", tier, workers, weights, budget);
  }

  /** All passes. */
  Graph optimized(Graph graph) {
    return Passes.apply(graph, new PassContext("test", stepwise()), Set.of());
  }

  /** The named passes alone. */
  Graph with(Graph graph, String... names) {
    Set<String> off = new HashSet<>(Passes.names());
    List.of(names).forEach(off::remove);
    return Passes.apply(graph, new PassContext("test", stepwise()), off);
  }

  List<Tensor> run(Graph graph, Tensor... inputs) {
    return stepwise().run(graph, List.of(inputs), RunControl.NONE);
  }

  /** Runs by a plan for these inputs' shapes. */
  List<Tensor> runPlanned(Graph graph, Tensor... inputs) {
    List<Shape> shapes = new ArrayList<>();
    for (Tensor input : inputs) {
      shapes.add(input.shape());
    }
    Plan plan = Planner.plan("test", graph, shapes, tier, workers.count());
    BoundPlan bound =
        BoundPlan.bind(
            "test",
            plan,
            NativeMemory.allocate(arena, Math.max(64, plan.workspaceBytes())),
            weights,
            tier,
            workers.count());
    for (int i = 0; i < inputs.length; i++) {
      bound.input(i).segment().copyFrom(inputs[i].segment());
    }
    bound.run(workers, RunControl.NONE);
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < graph.outputs().size(); i++) {
      Tensor output = bound.output(i);
      Tensor copy = Tensor.allocate(output.type(), output.shape());
      copy.segment().copyFrom(output.segment());
      outputs.add(copy);
    }
    return outputs;
  }

  /** Requires both graphs to give the same for these inputs, f32 within {@code tolerance}. */
  void assertSame(Graph expected, Graph actual, double tolerance, Tensor... inputs) {
    List<Tensor> reference = run(expected, inputs);
    assertClose(reference, run(actual, inputs), tolerance, "step by step");
    assertClose(reference, runPlanned(actual, inputs), tolerance, "planned");
  }

  static void assertClose(
      List<Tensor> expected, List<Tensor> actual, double tolerance, String how) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Tensor a = expected.get(i);
      Tensor b = actual.get(i);
      assertEquals(a.toString(), b.toString(), how + ", output " + i);
      if (a.type() == ElementType.FLOAT32) {
        float[] x = a.toFloatArray();
        float[] y = b.toFloatArray();
        for (int at = 0; at < x.length; at++) {
          double allowed = tolerance * Math.max(1, Math.abs(x[at]));
          assertEquals(x[at], y[at], allowed, how + ", output " + i + " at " + at);
        }
      } else {
        assertEquals(-1, a.segment().mismatch(b.segment()), how + ", output " + i);
      }
    }
  }

  /** The operators of a graph in running order, separated by blanks. */
  static String operators(Graph graph) {
    return String.join(" ", graph.nodes().stream().map(Node::operator).toList());
  }

  @Override
  public void close() {
    workers.close();
    arena.close();
  }
}
