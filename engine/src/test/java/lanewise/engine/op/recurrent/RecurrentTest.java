package lanewise.engine.op.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.engine.op.SingleNode;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Directions and lengths of recurrent networks, which ONNX's own cases hardly cover. */
final class RecurrentTest {
  private static final int STEPS = 4;
  private static final int INPUT = 3;
  private static final int HIDDEN = 2;

  private final SingleNode nodes = new SingleNode(3);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void bothDirectionsAreWhatEachIsAlone() {
    Map<String, Integer> gates = Map.of("RNN", 1, "GRU", 3, "LSTM", 4);
    gates.forEach((operator, count) -> {
      Random random = new Random(count);
      int rows = count * HIDDEN;
      Tensor x = SingleNode.random(random, STEPS, 1, INPUT);
      Tensor w = SingleNode.random(random, 2, rows, INPUT);
      Tensor r = SingleNode.random(random, 2, rows, HIDDEN);
      Tensor b = SingleNode.random(random, 2, 2L * rows);
      float[] both = run(operator, "bidirectional", x, w, r, b);
      float[] forward = run(operator, "forward", x, half(w, 0), half(r, 0), half(b, 0));
      float[] reverse = run(operator, "reverse", x, half(w, 1), half(r, 1), half(b, 1));
      for (int step = 0; step < STEPS; step++) {
        int at = 2 * HIDDEN * step;
        assertArrayEquals(
            Arrays.copyOfRange(forward, HIDDEN * step, HIDDEN * (step + 1)),
            Arrays.copyOfRange(both, at, at + HIDDEN),
            operator);
        assertArrayEquals(
            Arrays.copyOfRange(reverse, HIDDEN * step, HIDDEN * (step + 1)),
            Arrays.copyOfRange(both, at + HIDDEN, at + 2 * HIDDEN),
            operator);
      }
    });
  }

  private float[] run(String operator, String direction, Tensor... inputs) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("direction", direction);
    attributes.put("hidden_size", (long) HIDDEN);
    return nodes.run(operator, attributes, inputs).toFloatArray();
  }

  private static Tensor half(Tensor tensor, int which) {
    float[] all = tensor.toFloatArray();
    int size = all.length / 2;
    long[] dims = tensor.shape().dimensions();
    dims[0] = 1;
    return Tensor.of(Arrays.copyOfRange(all, which * size, (which + 1) * size), dims);
  }

  @Test
  void refusesLengthsAndSizesThatDoNotFit() {
    Tensor x = Tensor.of(new float[STEPS * INPUT], STEPS, 1, INPUT);
    Tensor w = Tensor.of(new float[HIDDEN * INPUT], 1, HIDDEN, INPUT);
    Tensor r = Tensor.of(new float[HIDDEN * HIDDEN], 1, HIDDEN, HIDDEN);
    Tensor tooLong = Tensor.of(new int[] {STEPS + 1}, 1);
    nodes.assertRefused("sequence length", "RNN", Map.of(), x, w, r, null, tooLong);
    nodes.assertRefused("hidden_size", "RNN", Map.of("hidden_size", 7L), x, w, r);
    nodes.assertRefused("direction", "RNN", Map.of("direction", "up"), x, w, r);
    nodes.assertRefused("activation", "RNN", Map.of("activations", List.of("Sine")), x, w, r);
    nodes.assertRefused("input 1", "GRU", Map.of(), x, w, r);
  }
}
