package lanewise.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class AgreementTest {
  private static double difference(float[] ours, float[] theirs) {
    return Agreement.difference(Map.of("y", ours), Map.of("y", theirs));
  }

  @Test
  void isZeroForEqualOutputs() {
    assertEquals(
        0,
        difference(
            new float[] {1, Float.NaN, Float.POSITIVE_INFINITY},
            new float[] {1, Float.NaN, Float.POSITIVE_INFINITY}));
  }

  @Test
  void isRelativeToTheLargestElement() {
    assertEquals(0.25, difference(new float[] {1, -4}, new float[] {2, -4}), 1e-12);
  }

  @Test
  void isInfiniteWhereOneAloneIsNotANumber() {
    assertEquals(Double.POSITIVE_INFINITY, difference(new float[] {Float.NaN}, new float[] {1}));
    assertEquals(Double.POSITIVE_INFINITY, difference(new float[] {1}, new float[] {Float.NaN}));
    assertEquals(
        Double.POSITIVE_INFINITY,
        difference(new float[] {Float.NEGATIVE_INFINITY}, new float[] {Float.POSITIVE_INFINITY}));
  }

  @Test
  void takesTheWorstOutput() {
    assertEquals(
        0.5,
        Agreement.difference(
            Map.of("a", new float[] {2}, "b", new float[] {1}),
            Map.of("a", new float[] {2}, "b", new float[] {2})));
  }

  @Test
  void rejectsOutputsThatCannotBeCompared() {
    float[] one = {1};
    assertThrows(
        IllegalStateException.class,
        () -> Agreement.difference(Map.of("a", one), Map.of("b", one)));
    assertThrows(IllegalStateException.class, () -> difference(one, new float[2]));
    assertThrows(IllegalStateException.class, () -> Agreement.difference(Map.of(), Map.of()));
  }
}
