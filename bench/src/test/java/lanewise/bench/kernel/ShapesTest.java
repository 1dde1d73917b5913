package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import lanewise.kernels.ElementType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShapesTest {
  @Test
  void readsSizes() {
    assertArrayEquals(new int[] {128, 384, 1536}, Shapes.parse("128x384x1536"));
  }

  @Test
  void rejectsAnotherNumberOfSizes() {
    assertThrows(IllegalArgumentException.class, () -> Shapes.parse("128x384", 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1x", "axb", "0x4", "-1", "4x99999999999"})
  void rejectsWhatIsNotPositive(String text) {
    assertThrows(IllegalArgumentException.class, () -> Shapes.parse(text));
  }

  @Test
  void fillsBytesWithRowsOfWeights() {
    BlockShape shape = BlockShape.parse("2x1MBx4096", ElementType.Q4_0);
    assertEquals(new BlockShape(2, 448, 4096), shape);
    assertEquals(new BlockShape(1, 5, 64), BlockShape.parse("1x5x64", ElementType.Q8_0));
    assertThrows(
        IllegalArgumentException.class, () -> BlockShape.parse("1x1MBx32", ElementType.Q4_K));
  }
}
