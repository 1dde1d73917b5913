package lanewise.engine.conformance;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Weights;
import lanewise.engine.plan.GraphRun;
import lanewise.engine.plan.RunControl;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.SequenceValue;
import lanewise.engine.value.StringTensor;
import lanewise.engine.value.TensorValue;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxModel;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.kernels.Workers;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.memory.MemoryBudget;
import lanewise.natives.memory.NativeMemoryLimitException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Nodes whose attributes, integer inputs and shapes are wrong are refused, never worse. */
final class HostileNodesTest {
  private static final long MOST_STEPS = 10_000;
  private static final long SEED = 4711;
  private static final int ROUNDS = 6;
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    2,
    3,
    -3,
    7,
    100,
    -100,
    65,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 40
  };

  @Test
  void refusesWhatDoesNotFit() throws IOException {
    Path root = OnnxNodeCasesTest.nodeCases();
    Assumptions.assumeTrue(Files.isDirectory(root), "no reference data at " + root);
    Random random = new Random(SEED);
    List<String> problems = new ArrayList<>();
    int refused = 0;
    for (ConformanceCase found : ConformanceCase.find(root)) {
      try (Arena arena = Arena.ofShared()) {
        OnnxModel model = found.model(arena);
        if (ModelSupport.missing(model).isPresent()) {
          continue;
        }
        NodeCase nodeCase = NodeCase.read(found, model, arena);
        for (int round = 0; round < ROUNDS; round++) {
          refused += run(nodeCase, random, problems) ? 1 : 0;
        }
      }
    }
    Assertions.assertEquals(List.of(), problems, "seed " + SEED);
    Assertions.assertTrue(refused > 1000, "only " + refused + " nodes were refused");
  }

  /** Whether the changed case was refused. */
  private static boolean run(NodeCase nodeCase, Random random, List<String> problems) {
    List<ModelValue> inputs = new ArrayList<>(nodeCase.inputs());
    Graph graph = nodeCase.graph();
    int kind = random.nextInt(3);
    if (kind == 0) {
      graph = withAttributes(graph, random);
    } else if (!inputs.isEmpty()) {
      int index = random.nextInt(inputs.size());
      inputs.set(index, mutated(inputs.get(index), kind == 1, random));
    }
    try (Arena arena = Arena.ofShared();
        Workers workers = Workers.of(1);
        GraphRun run =
            new GraphRun(
                nodeCase.name(),
                Tiers.named("scalar"),
                workers,
                new Weights(arena, workers),
                MemoryBudget.ofBytes(1L << 24),
                random.nextBoolean())) {
      run.run(graph, inputs, RunControl.NONE, MOST_STEPS);
    } catch (ModelFormatException | NativeMemoryLimitException refused) {
      return true;
    } catch (RuntimeException | Error worse) {
      StackTraceElement[] trace = worse.getStackTrace();
      problems.add(
          nodeCase.name()
              + ": "
              + worse
              + " at "
              + (trace.length == 0 ? "?" : trace[0] + " " + trace[1]));
    }
    return false;
  }

  private static long number(Random random) {
    return NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private static ModelValue mutated(ModelValue value, boolean element, Random random) {
    return switch (value) {
      case TensorValue numbers when random.nextInt(8) == 0 ->
          random.nextBoolean() ? StringTensor.of("a", "") : new SequenceValue(List.of(numbers));
      case TensorValue numbers ->
          ModelValue.of(
              element
                  ? withElement(numbers.tensor(), random)
                  : withShape(numbers.tensor(), random));
      case SequenceValue sequence when !sequence.values().isEmpty() -> {
        List<ModelValue> values = new ArrayList<>(sequence.values());
        int index = random.nextInt(values.size());
        values.set(index, mutated(values.get(index), element, random));
        yield new SequenceValue(values);
      }
      default ->
          random.nextBoolean() ? new SequenceValue(List.of()) : StringTensor.of("x", "", "\ud83d");
    };
  }

  private static Graph withAttributes(Graph graph, Random random) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Map<String, Object> values = new HashMap<>();
      for (String name : node.attributes().names()) {
        values.put(name, mutated(node.attributes(), name, random));
      }
      nodes.add(
          new Node(
              node.name(),
              node.domain(),
              node.operator(),
              node.version(),
              node.inputs(),
              node.outputs(),
              Attributes.of(values)));
    }
    return graph.withNodes(nodes, graph.constants());
  }

  private static Object mutated(Attributes attributes, String name, Random random) {
    if (name.equals(Node.CAPTURES)) {
      return attributes.integer(name, 0); // Not the file's.
    }
    for (Map.Entry<String, Object> entry : all(attributes).entrySet()) {
      if (!entry.getKey().equals(name)) {
        continue;
      }
      return switch (entry.getValue()) {
        case Long ignored -> number(random);
        case long[] list -> {
          long[] copy = list.clone();
          if (copy.length > 0) {
            copy[random.nextInt(copy.length)] = number(random);
          }
          yield copy;
        }
        case String ignored -> "other";
        default -> entry.getValue();
      };
    }
    throw new IllegalStateException(name);
  }

  private static Map<String, Object> all(Attributes attributes) {
    Map<String, Object> values = new HashMap<>();
    for (String name : attributes.names()) {
      values.put(name, value(attributes, name));
    }
    return values;
  }

  private static Object value(Attributes attributes, String name) {
    List<java.util.function.Function<String, Object>> kinds =
        List.of(
            key -> attributes.integer(key, 0),
            key -> attributes.real(key, 0),
            key -> attributes.string(key, ""),
            attributes::integers,
            attributes::reals,
            attributes::strings,
            attributes::tensor,
            attributes::graph,
            key -> attributes.object(key, Object.class));
    for (java.util.function.Function<String, Object> kind : kinds) {
      try {
        return kind.apply(name);
      } catch (lanewise.engine.graph.InvalidNodeException _) {
        // It has another kind.
      }
    }
    throw new IllegalStateException(name);
  }

  private static Tensor withElement(Tensor tensor, Random random) {
    if (!tensor.type().isInteger() || !tensor.type().isPlain() || tensor.elementCount() == 0) {
      return withShape(tensor, random);
    }
    Tensor copy = Tensor.allocate(tensor.type(), tensor.shape());
    copy.segment().copyFrom(tensor.segment());
    int index = random.nextInt(Math.toIntExact(tensor.elementCount()));
    Elements.setInteger(copy.type(), copy.segment(), index, number(random));
    return copy;
  }

  /** Another shape of as many elements, or of fewer, or of none. */
  private static Tensor withShape(Tensor tensor, Random random) {
    long count = tensor.elementCount();
    long[] dims = tensor.shape().dimensions();
    Shape shape =
        switch (random.nextInt(5)) {
          case 0 -> Shape.of(count);
          case 1 -> Shape.of(1, count, 1);
          case 2 -> Shape.of(0, 1L << 40);
          case 3 -> Shape.of(Math.max(0, count - 1));
          default -> {
            if (dims.length > 0) {
              dims[random.nextInt(dims.length)] = 0;
            }
            yield Shape.of(dims);
          }
        };
    Tensor copy = Tensor.allocate(tensor.type(), shape);
    copy.segment().copyFrom(tensor.segment().asSlice(0, copy.segment().byteSize()));
    return copy;
  }
}
