package lanewise.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TurnLogTest {
  @TempDir Path folder;

  @Test
  void keepsTheOrderOfEachRun() throws IOException {
    TurnLog log = new TurnLog(folder.resolve("turns"));
    assertEquals(Map.of(), log.rates());
    log.add("one", 10);
    log.add("other", 7);
    log.add("one", 30);
    assertEquals(Map.of("one", List.of(10.0, 30.0), "other", List.of(7.0)), log.rates());
  }

  @Test
  void forksSayAllButHowTheyBegin() {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (PrintStream words = ForkWords.to(seen)) {
      words.println("WARNING: Using incubator modules: jdk.incubator.vector");
      words.println("WARNING: something else");
      words.print("the end");
    }
    String expected = "WARNING: something else" + System.lineSeparator() + "the end";
    assertEquals(expected, seen.toString(StandardCharsets.UTF_8));
  }
}
