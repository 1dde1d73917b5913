package lanewise.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import lanewise.bench.input.InputData;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  /** An engine that writes its name down and computes nothing. */
  private record Scribe(String name, List<String> diary) implements Engine {
    @Override
    public void prepare(Map<String, InputData> inputs) {}

    @Override
    public void run() {
      if (diary.isEmpty() || !diary.getLast().equals(name)) {
        diary.add(name);
      }
    }

    @Override
    public Map<String, float[]> outputs() {
      return Map.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void runsBothEnginesInTurns() throws InterruptedException {
    List<String> diary = new ArrayList<>();
    Turns.Times times =
        Turns.measure(new Scribe("ours", diary), new Scribe("theirs", diary), 0.001);
    assertTrue(diary.size() >= 10, diary.toString());
    for (int i = 0; i < diary.size(); i++) {
      assertEquals(i % 2 == 0 ? "theirs" : "ours", diary.get(i));
    }
    assertTrue(times.runs() >= 5);
  }

  @Test
  void ratioIsThePeersTimeOverOurs() {
    assertEquals(2.0, new Turns.Times(1.5, 3, 1).ratio());
  }
}
