package lanewise.kernels.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import lanewise.kernels.Knob;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("sets properties of the process")
class ProductShapeTest {
  @Test
  void partsCoverEveryRowAndPanelOfAnySize() {
    for (int m : new int[] {1, 5, 6, 7, 119, 120, 121, 1000, Integer.MAX_VALUE}) {
      for (int n : new int[] {1, 63, 64, 65, 32_000}) {
        for (int k : new int[] {0, 1, 384, 3073, 32_000}) {
          ProductShape shape = ProductShape.of(m, n, k, 64, 256, true).withPanels(4);
          assertEquals(0, shape.rowsPerPart() % ProductTask.TILE_ROWS);
          assertTrue((long) shape.rowBlocks() * shape.rowsPerPart() >= m);
          assertTrue(shape.panelGroups() * shape.panelsPerPart() >= shape.panels());
          assertEquals(Math.ceilDiv(n, 64), shape.panels());
          assertTrue(k == 0 || shape.kPerPass() > 0 && shape.kPerPass() <= k);
        }
      }
    }
  }

  private static ProductShape with(Knob knob, String value) {
    String before = System.getProperty(knob.property());
    System.setProperty(knob.property(), value);
    try {
      return ProductShape.of(512, 1024, 4096, 64, 256, true);
    } finally {
      if (before == null) {
        System.clearProperty(knob.property());
      } else {
        System.setProperty(knob.property(), before);
      }
    }
  }

  @Test
  void blockRowsAreThoseOfAPartInWholeTiles() {
    assertEquals(24, with(Knob.BLOCK_ROWS, "19").rowsPerPart());
    assertEquals(516, with(Knob.BLOCK_ROWS, "100000").rowsPerPart());
    assertThrows(IllegalArgumentException.class, () -> with(Knob.BLOCK_ROWS, "0"));
  }

  @Test
  void blockBytesAreThoseOfAPanelsPass() {
    assertEquals(16, with(Knob.BLOCK_BYTES, "4096").kPerPass());
    assertEquals(4096, with(Knob.BLOCK_BYTES, "1048576").kPerPass());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> with(Knob.BLOCK_BYTES, "huge"));
    assertTrue(e.getMessage().contains("-Dlanewise.blockBytes"), e.getMessage());
  }

  @Test
  void callsStayShort() {
    for (int k : new int[] {1, 384, 4096, 32_000}) {
      ProductShape shape = ProductShape.of(512, 1024, k, 64, 256, true);
      long steps = (long) shape.tilesPerCall() * shape.kPerPass();
      assertTrue(steps <= 5000, k + ": " + steps + " steps in one call");
    }
  }
}
