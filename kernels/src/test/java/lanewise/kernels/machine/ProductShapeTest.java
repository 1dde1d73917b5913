package lanewise.kernels.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

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

  @Test
  void callsStayShort() {
    for (int k : new int[] {1, 384, 4096, 32_000}) {
      ProductShape shape = ProductShape.of(512, 1024, k, 64, 256, true);
      long steps = (long) shape.tilesPerCall() * shape.kPerPass();
      assertTrue(steps <= 5000, k + ": " + steps + " steps in one call");
    }
  }
}
