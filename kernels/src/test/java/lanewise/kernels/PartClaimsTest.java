package lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartClaimsTest {
  private static List<Integer> claimed(PartClaims claims, int worker, int count) {
    List<Integer> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parts.add(claims.claim(worker));
    }
    return parts;
  }

  @Test
  void givesEachWorkerTheSameRangeInEveryRun() {
    PartClaims claims = new PartClaims(3);
    for (int run = 0; run < 3; run++) {
      claims.open(7);
      assertEquals(List.of(4, 5, 6), claimed(claims, 2, 3));
      assertEquals(List.of(0, 1), claimed(claims, 0, 2));
      assertEquals(List.of(2, 3), claimed(claims, 1, 2));
      assertEquals(-1, claims.claim(run));
    }
  }

  @Test
  void letsWhoIsDoneTakeFromTheOthers() {
    PartClaims claims = new PartClaims(3);
    claims.open(6);
    assertEquals(List.of(2, 3, 4, 5, 0, 1, -1), claimed(claims, 1, 7));
  }

  @Test
  void givesFewPartsToTheFirstWorkers() {
    PartClaims claims = new PartClaims(8);
    claims.open(3);
    assertEquals(List.of(0, 1, 2), List.of(claims.claim(0), claims.claim(1), claims.claim(2)));
  }

  @Test
  void tellsRunsApart() {
    PartClaims claims = new PartClaims(2);
    long before = claims.run();
    claims.open(2);
    assertEquals(before + 1, claims.run());
  }

  @Test
  void claimsAllThatIsLeft() {
    PartClaims claims = new PartClaims(2);
    claims.open(Integer.MAX_VALUE);
    assertEquals(0, claims.claim(0));
    assertEquals(Integer.MAX_VALUE - 1, claims.claimAll());
    assertEquals(0, claims.claimAll());
    assertEquals(-1, claims.claim(0));
  }
}
