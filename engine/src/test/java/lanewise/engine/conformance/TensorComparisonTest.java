package lanewise.engine.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;

final class TensorComparisonTest {
  private static Optional<TensorComparison.Difference> difference(float expected, float found) {
    return TensorComparison.difference(
        Tensor.of(new float[] {expected}, 1), Tensor.of(new float[] {found}, 1));
  }

  private static Tensor bytes(ElementType type, long elements, int... values) {
    Tensor tensor = Tensor.allocate(type, Shape.of(elements));
    for (int i = 0; i < values.length; i++) {
      tensor.segment().set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
    }
    return tensor;
  }

  @Test
  void allowsRealNumbersAThousandthOff() {
    assertTrue(difference(100f, 100.09f).isEmpty());
    assertTrue(difference(100f, 100.11f).isPresent());
    assertTrue(difference(0f, 9e-8f).isEmpty());
    assertTrue(difference(0f, 2e-7f).isPresent());
  }

  @Test
  void takesNanAsEqualToNanAlone() {
    assertTrue(difference(Float.NaN, Float.intBitsToFloat(0x7FC00001)).isEmpty());
    assertTrue(difference(Float.NaN, 1f).isPresent());
    assertTrue(difference(1f, Float.NaN).isPresent());
  }

  @Test
  void takesInfinityAsEqualToItselfAlone() {
    float infinity = Float.POSITIVE_INFINITY;
    assertTrue(difference(infinity, infinity).isEmpty());
    assertTrue(difference(infinity, -infinity).isPresent());
    assertTrue(difference(infinity, Float.MAX_VALUE).isPresent());
    assertTrue(difference(Float.MAX_VALUE, infinity).isPresent());
  }

  @Test
  void wantsIntegersExact() {
    Tensor expected = Tensor.of(new long[] {1_000_000, 2, 3, 4}, 2, 2);
    Tensor found = Tensor.of(new long[] {1_000_000, 2, 4, 5}, 2, 2);
    TensorComparison.Difference difference =
        TensorComparison.difference(expected, found).orElseThrow();
    assertEquals(List.of(1L, 0L), difference.index());
    assertEquals("3", difference.expected());
    assertEquals("4", difference.found());
    assertEquals(2, difference.differing());
    assertEquals("element [1, 0]: found 4, expected 3 (2 of 4 differ)", difference.toString());
  }

  @Test
  void wantsTheSameTypeAndShape() {
    Tensor expected = Tensor.of(new float[] {1, 2}, 2);
    TensorComparison.Difference shape =
        TensorComparison.difference(expected, Tensor.of(new float[] {1, 2}, 1, 2)).orElseThrow();
    assertFalse(shape.isOfElements());
    assertEquals("found f32[1, 2], expected f32[2]", shape.toString());
    assertTrue(TensorComparison.difference(expected, Tensor.of(new int[] {1, 2}, 2)).isPresent());
  }

  @Test
  void comparesPackedElementsOneByOneAndNotTheRoomBehindThem() {
    Tensor expected = bytes(ElementType.INT4, 3, 0x21, 0xF3);
    assertTrue(
        TensorComparison.difference(expected, bytes(ElementType.INT4, 3, 0x21, 0x03)).isEmpty());
    TensorComparison.Difference difference =
        TensorComparison.difference(expected, bytes(ElementType.INT4, 3, 0x81, 0xF3)).orElseThrow();
    assertEquals(List.of(1L), difference.index());
    assertEquals("2", difference.expected());
    assertEquals("-8", difference.found());
  }

  @Test
  void comparesBothPartsOfComplexNumbers() {
    Tensor expected = Tensor.allocate(ElementType.COMPLEX64, Shape.of(1));
    Tensor found = Tensor.allocate(ElementType.COMPLEX64, Shape.of(1));
    found.segment().set(ValueLayout.JAVA_FLOAT, 4, 1e-8f);
    assertTrue(TensorComparison.difference(expected, found).isEmpty());
    found.segment().set(ValueLayout.JAVA_FLOAT, 4, 1f);
    assertTrue(TensorComparison.difference(expected, found).isPresent());
  }

  @Test
  void forgivesWhatRoundingLeavesOfLargerNumbers() {
    Tensor expected = Tensor.of(new float[] {1e6f, 0.01f}, 2);
    assertTrue(
        TensorComparison.difference(expected, Tensor.of(new float[] {1e6f, 0}, 2)).isEmpty());
    assertTrue(
        TensorComparison.difference(expected, Tensor.of(new float[] {1e6f, 0.1f}, 2)).isPresent());
  }
}
