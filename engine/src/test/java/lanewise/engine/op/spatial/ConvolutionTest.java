package lanewise.engine.op.spatial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import lanewise.engine.op.SingleNode;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Convolutions and pools of sizes that ONNX's own cases don't cover. */
final class ConvolutionTest {
  private static final long SEED = 20;

  private final SingleNode one = new SingleNode(1);
  private final SingleNode three = new SingleNode(3);

  @AfterEach
  void close() {
    one.close();
    three.close();
  }

  @Test
  void agreesWithDoublePrecisionForAnySizeAndThreadCount() {
    Random random = new Random(SEED);
    for (int round = 0; round < 60; round++) {
      int axes = 1 + random.nextInt(3);
      int groups = 1 + random.nextInt(3);
      long[] in = new long[axes + 2];
      long[] weights = new long[axes + 2];
      in[0] = 1L + random.nextInt(2);
      in[1] = groups * (1L + random.nextInt(4));
      weights[0] = groups * (1L + random.nextInt(9));
      weights[1] = in[1] / groups;
      long[] strides = new long[axes];
      long[] dilations = new long[axes];
      long[] pads = new long[2 * axes];
      for (int axis = 0; axis < axes; axis++) {
        weights[axis + 2] = 1L + random.nextInt(4);
        strides[axis] = 1L + random.nextInt(3);
        dilations[axis] = 1L + random.nextInt(2);
        pads[axis] = random.nextInt(4);
        pads[axis + axes] = random.nextInt(4);
        in[axis + 2] = (weights[axis + 2] - 1) * dilations[axis] + 1L + random.nextInt(12);
      }
      Map<String, Object> attributes = new HashMap<>();
      attributes.put("group", (long) groups);
      attributes.put("strides", strides);
      attributes.put("dilations", dilations);
      attributes.put("pads", pads);
      Tensor x = SingleNode.random(random, in);
      Tensor w = SingleNode.random(random, weights);
      Tensor bias = round % 2 == 0 ? null : SingleNode.random(random, weights[0]);
      check("seed " + SEED + " round " + round, attributes, x, w, bias);
    }
  }

  @Test
  void agreesWhereTheOutputIsCutIntoBlocks() {
    Random random = new Random(SEED);
    Tensor x = SingleNode.random(random, 1, 16, 100, 90);
    Tensor w = SingleNode.random(random, 5, 16, 3, 3);
    check("3 x 3", Map.of("pads", new long[] {1, 1, 1, 1}), x, w, null);
    check("1 x 1", Map.of(), x, SingleNode.random(random, 8, 16, 1, 1), null);
  }

  private void check(String message, Map<String, Object> attributes, Tensor x, Tensor w, Tensor b) {
    float[] found = one.run("Conv", attributes, x, w, b).toFloatArray();
    Tensor doubleBias = b == null ? null : SingleNode.doubles(b);
    double[] expected =
        SingleNode.reals(
            one.run("Conv", attributes, SingleNode.doubles(x), SingleNode.doubles(w), doubleBias));
    assertEquals(expected.length, found.length, message);
    for (int i = 0; i < found.length; i++) {
      assertEquals(expected[i], found[i], 1e-4, message + ", element " + i);
    }
    assertArrayEquals(found, three.run("Conv", attributes, x, w, b).toFloatArray(), message);
  }

  @Test
  void transposedConvolutionIsTheAdjointOfTheConvolution() {
    Random random = new Random(SEED);
    Map<String, Object> attributes =
        Map.of("strides", new long[] {2, 1}, "pads", new long[] {1, 0, 1, 2}, "group", 2L);
    Tensor w = SingleNode.random(random, 4, 3, 3, 2);
    Tensor x = SingleNode.random(random, 1, 6, 7, 6);
    Tensor y = one.run("Conv", attributes, x, w);
    Tensor z = SingleNode.random(random, y.shape().dimensions());
    Tensor back = one.run("ConvTranspose", attributes, z, w);
    assertEquals(x.shape(), back.shape());
    assertEquals(product(y, z), product(x, back), 1e-4);
  }

  private static double product(Tensor a, Tensor b) {
    double[] x = SingleNode.reals(a);
    double[] y = SingleNode.reals(b);
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  @Test
  void refusesSizesThatDoNotFitTogether() {
    Tensor x = Tensor.of(new float[16], 1, 1, 4, 4);
    Tensor w = Tensor.of(new float[9], 1, 1, 3, 3);
    one.assertRefused("group", "Conv", Map.of("group", 0L), x, w);
    one.assertRefused("does not fit", "Conv", Map.of("dilations", new long[] {9, 9}), x, w);
    one.assertRefused("kernel_shape", "Conv", Map.of("kernel_shape", new long[] {2, 2}), x, w);
    one.assertRefused("pads", "Conv", Map.of("pads", new long[] {0, -1, 0, 0}), x, w);
    one.assertRefused("strides", "Conv", Map.of("strides", new long[] {0, 1}), x, w);
    one.assertRefused("channels", "Conv", Map.of(), Tensor.of(new float[32], 1, 2, 4, 4), w);
    one.assertRefused("bias", "Conv", Map.of(), x, w, Tensor.of(new float[2], 2));
  }

  @Test
  void maxPoolCountsIndicesByColumnsWhereAsked() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 1, 2, 3);
    Map<String, Object> attributes = Map.of("kernel_shape", new long[] {2, 3}, "storage_order", 1L);
    Tensor[] outputs = one.run("MaxPool", 12, 2, attributes, x);
    assertArrayEquals(new float[] {6}, outputs[0].toFloatArray());
    assertArrayEquals(new long[] {5}, outputs[1].toLongArray());
    Tensor corner = Tensor.of(new float[] {1, 2, 9, 4, 5, 6}, 1, 1, 2, 3);
    assertArrayEquals(
        new long[] {4}, one.run("MaxPool", 12, 2, attributes, corner)[1].toLongArray());
  }

  @Test
  void averagesOverWhatIsInsideUnlessPaddingCounts() {
    Tensor x = Tensor.of(new float[] {3, 6}, 1, 1, 2);
    Map<String, Object> inside = Map.of("kernel_shape", new long[] {2}, "pads", new long[] {1, 0});
    assertArrayEquals(new float[] {3, 4.5f}, one.run("AveragePool", inside, x).toFloatArray());
    Map<String, Object> all = new HashMap<>(inside);
    all.put("count_include_pad", 1L);
    assertArrayEquals(new float[] {1.5f, 4.5f}, one.run("AveragePool", all, x).toFloatArray());
  }

  @Test
  void poolsNothingOfAnEmptyBatch() {
    Tensor x = Tensor.of(new float[0], 0, 2, 4, 4);
    Map<String, Object> attributes = Map.of("kernel_shape", new long[] {2, 2});
    assertEquals(Shape.of(0, 2, 3, 3), one.run("MaxPool", attributes, x).shape());
  }

  @Test
  void refusesAnIndexOutsideTheUnpooledTensor() {
    Tensor x = Tensor.of(new float[] {1}, 1, 1, 1, 1);
    Tensor index = Tensor.of(new long[] {4}, 1, 1, 1, 1);
    Map<String, Object> attributes = Map.of("kernel_shape", new long[] {2, 2});
    one.assertRefused("index 4", "MaxUnpool", attributes, x, index);
  }
}
