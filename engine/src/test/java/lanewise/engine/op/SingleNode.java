package lanewise.engine.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Node;
import lanewise.engine.plan.StepwiseRun;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.memory.MemoryBudget;

/** Runs nodes of ONNX's own domain one by one, by the best tier. */
public final class SingleNode implements AutoCloseable {
  private static final int NEWEST = 28;

  private final Arena arena = Arena.ofShared();
  private final Workers workers;
  private final StepwiseRun run;

  public SingleNode(int threads) {
    workers = Workers.of(threads);
    run =
        new StepwiseRun(
            "test",
            Tiers.preferred(),
            workers,
            new Weights(arena, workers),
            MemoryBudget.ofBytes(1L << 28));
  }

  /** The first {@code outputs} outputs; a null input is absent. */
  public Tensor[] run(
      String operator, int version, int outputs, Map<String, Object> attributes, Tensor... inputs) {
    List<String> inputNames = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      inputNames.add(inputs[i] == null ? "" : "in" + i);
    }
    List<String> outputNames = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      outputNames.add("out" + i);
    }
    Attributes given = Attributes.of(new HashMap<>(attributes));
    Node node = new Node("node", Node.ONNX, operator, version, inputNames, outputNames, given);
    return run.runNode(node, inputs);
  }

  public Tensor run(String operator, Map<String, Object> attributes, Tensor... inputs) {
    return run(operator, NEWEST, 1, attributes, inputs)[0];
  }

  /** Requires the node to be refused with a message that holds {@code said} and the node's name. */
  public void assertRefused(
      String said, String operator, Map<String, Object> attributes, Tensor... inputs) {
    ModelFormatException refused =
        assertThrows(ModelFormatException.class, () -> run(operator, attributes, inputs));
    assertTrue(refused.getMessage().contains(said), refused.getMessage());
    assertTrue(refused.getMessage().contains("'node'"), refused.getMessage());
  }

  /** The numbers of a tensor of any type. */
  public static double[] reals(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.real(tensor.type(), tensor.segment(), i);
    }
    return values;
  }

  /** The same numbers as {@code f64}. */
  public static Tensor doubles(Tensor tensor) {
    Tensor copy = Tensor.allocate(ElementType.FLOAT64, tensor.shape());
    double[] values = reals(tensor);
    for (int i = 0; i < values.length; i++) {
      Elements.setReal(copy.type(), copy.segment(), i, values[i]);
    }
    return copy;
  }

  /** Numbers between -1 and 1. */
  public static Tensor random(Random random, long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return Tensor.of(values, dims);
  }

  @Override
  public void close() {
    workers.close();
    arena.close();
  }
}
