package lanewise.kernels.ceiling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import lanewise.kernels.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("measures what the whole machine can do")
final class CeilingsTest {
  private static final long MILLISECOND = 1_000_000;

  @ParameterizedTest
  @CsvSource({
    "1,65536",
    "65536,65536",
    "65537,131072",
    "1000000,1048576",
    "268435456,268435456",
    "99999999999,268435456"
  })
  void measuresReadingAtTheNextPowerOfTwo(long bytes, long expected) {
    assertEquals(expected, CeilingProbe.rounded(bytes));
  }

  @Test
  void givesTheReadingOfTheSameSize() {
    Ceilings ceilings = new Ceilings(1, Map.of(), new TreeMap<>(Map.of(131072L, 7.0)));
    assertEquals(7.0, ceilings.readGbs(100_000));
    assertThrows(IllegalArgumentException.class, () -> ceilings.readGbs(10));
    assertTrue(ceilings.rate(Ceiling.DOT_INT8).isEmpty());
  }

  @Test
  void keepsTheGreaterOfTwoMeasurements() {
    Ceilings first =
        new Ceilings(2, Map.of(Ceiling.FMA_F32, 100.0), new TreeMap<>(Map.of(65536L, 9.0)));
    Ceilings second =
        new Ceilings(
            2,
            Map.of(Ceiling.FMA_F32, 200.0, Ceiling.DOT_INT8, 5.0),
            new TreeMap<>(Map.of(65536L, 7.0)));
    Ceilings best = first.best(second);
    assertEquals(200.0, best.rate(Ceiling.FMA_F32).orElseThrow());
    assertEquals(5.0, best.rate(Ceiling.DOT_INT8).orElseThrow());
    assertEquals(9.0, best.readGbs(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void measuresEveryCeilingThatItHas(int threads) {
    try (Workers workers = Workers.of(threads);
        CeilingProbe probe = new CeilingProbe(workers)) {
      assertEquals(threads, probe.threads());
      for (Ceiling ceiling : Ceiling.values()) {
        if (ceiling != Ceiling.READ && probe.has(ceiling)) {
          Rate rate = probe.arithmetic(ceiling, MILLISECOND);
          assertTrue(rate.best() >= rate.mean() && rate.mean() > 0, ceiling + " " + rate);
        } else if (ceiling != Ceiling.READ) {
          assertThrows(
              IllegalArgumentException.class, () -> probe.arithmetic(ceiling, MILLISECOND));
        }
      }
      assertTrue(probe.has(Ceiling.FMA_F32));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1 << 20, 3 << 20})
  void readsWorkingSetsOfAnySize(long bytes) {
    try (Workers workers = Workers.of(3);
        CeilingProbe probe = new CeilingProbe(workers)) {
      Rate rate = probe.read(bytes, MILLISECOND);
      assertTrue(rate.best() >= rate.mean() && rate.mean() > 0, rate.toString());
    }
  }

  @Test
  void tellsWhatIsMeasured() {
    List<String> told = new ArrayList<>();
    Ceilings ceilings = Ceilings.measure(1, List.of(10L, 20L), told::add);
    assertEquals(1, ceilings.readGbs().size(), "sizes that are rounded alike are measured once");
    assertEquals(ceilings.arithmetic().size() + 1, told.size());
    assertEquals("reading 64 KiB", told.getLast());
  }

  @Test
  void javaLoopsComputeToo() {
    JavaLoops loops = JavaLoops.best();
    assertTrue(loops.fma().call(0) != 0);
    assertTrue(loops.fma().workPerCall() > 0);
  }
}
