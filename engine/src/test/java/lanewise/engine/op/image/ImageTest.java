package lanewise.engine.op.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import lanewise.engine.op.SingleNode;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rules of image operators that ONNX's own cases don't cover. */
final class ImageTest {
  private final SingleNode nodes = new SingleNode(1);

  @AfterEach
  void close() {
    nodes.close();
  }

  @Test
  void upsampleTakesScalesFromAnAttributeInVersion7() {
    Tensor in = Tensor.of(new float[] {1, 2}, 1, 1, 1, 2);
    Map<String, Object> attributes = Map.of("scales", new float[] {1, 1, 2, 2});
    float[] out = nodes.run("Upsample", 7, 1, attributes, in)[0].toFloatArray();
    assertArrayEquals(new float[] {1, 1, 2, 2, 1, 1, 2, 2}, out);
  }

  @Test
  void resizeOfVersion10CountsFromTheFirstElement() {
    Tensor in = Tensor.of(new float[] {1, 3}, 1, 1, 1, 2);
    Tensor scales = Tensor.of(new float[] {1, 1, 1, 2}, 4);
    Map<String, Object> linear = Map.of("mode", "linear");
    assertArrayEquals(
        new float[] {1, 2, 3, 3}, nodes.run("Resize", 10, 1, linear, in, scales)[0].toFloatArray());
  }

  @Test
  void refusesScalesThatMakeNoSense() {
    Tensor in = Tensor.of(new float[4], 1, 1, 2, 2);
    for (float scale : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      Tensor scales = Tensor.of(new float[] {1, 1, 1, scale}, 4);
      nodes.assertRefused("scales must be positive", "Resize", Map.of(), in, null, scales);
    }
    Tensor huge = Tensor.of(new float[] {1, 1, 1, 1e30f}, 4);
    nodes.assertRefused("axis would have", "Resize", Map.of(), in, null, huge);
    nodes.assertRefused("neither scales nor sizes", "Resize", Map.of(), in);
  }

  @Test
  void keepsBoxesThatDoNotOverlapByCentre() {
    Tensor boxes = Tensor.of(new float[] {1, 1, 2, 2, 1.1f, 1, 2, 2, 9, 9, 2, 2}, 1, 3, 4);
    Tensor scores = Tensor.of(new float[] {0.5f, 0.9f, 0.2f}, 1, 1, 3);
    Tensor most = Tensor.of(new long[] {3}, 1);
    Tensor overlap = Tensor.of(new float[] {0.5f}, 1);
    Tensor kept =
        nodes.run(
            "NonMaxSuppression", Map.of("center_point_box", 1L), boxes, scores, most, overlap);
    assertArrayEquals(new long[] {0, 0, 1, 0, 0, 2}, kept.toLongArray());
    Tensor none = nodes.run("NonMaxSuppression", Map.of(), boxes, scores);
    assertEquals(Shape.of(0, 3), none.shape());
  }

  @Test
  void refusesRegionsThatWouldNeedTooManySamples() {
    Tensor in = Tensor.of(new float[4], 1, 1, 2, 2);
    Tensor region = Tensor.of(new float[] {0, 0, 1e20f, 1e20f}, 1, 4);
    Tensor image = Tensor.of(new long[] {0}, 1);
    nodes.assertRefused("samples", "RoiAlign", Map.of(), in, region, image);
    Tensor outside = Tensor.of(new long[] {1}, 1);
    Tensor small = Tensor.of(new float[] {0, 0, 1, 1}, 1, 4);
    nodes.assertRefused("batch index 1", "RoiAlign", Map.of(), in, small, outside);
  }
}
