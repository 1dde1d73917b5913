package lanewise.natives.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class BudgetedArenaTest {
  @Test
  void closingGivesBackWhatWasAllocated() {
    MemoryBudget budget = MemoryBudget.ofBytes(10_000_000);
    try (BudgetedArena arena = BudgetedArena.ofShared(budget, "weights")) {
      NativeMemory.allocate(arena, 1000);
      arena.allocate(3_000_000, 64);
      assertEquals(3_001_000, budget.usedBytes());
      assertEquals(3_001_000, arena.reservedBytes());
    }
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void refusesWhatPassesTheBudgetAndNamesThePurpose() {
    MemoryBudget budget = MemoryBudget.ofBytes(1 << 20);
    try (BudgetedArena arena = BudgetedArena.ofConfined(budget, "the workspace")) {
      NativeMemory.allocate(arena, 1 << 19);
      NativeMemoryLimitException refused =
          assertThrows(
              NativeMemoryLimitException.class, () -> NativeMemory.allocate(arena, Long.MAX_VALUE));
      assertTrue(refused.getMessage().contains("the workspace"), refused.getMessage());
      assertEquals(1 << 19, budget.usedBytes());
    }
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void failedAllocationLeavesTheBudgetAsItWas() {
    MemoryBudget budget = MemoryBudget.unlimited();
    try (BudgetedArena arena = BudgetedArena.ofConfined(budget, "too much")) {
      assertThrows(
          NativeMemoryLimitException.class, () -> NativeMemory.allocate(arena, Long.MAX_VALUE / 2));
      assertEquals(0, budget.usedBytes());
    }
  }

  @Test
  void threadsTogetherNeverPassTheBudget() throws Exception {
    MemoryBudget budget = MemoryBudget.ofBytes(100_000);
    AtomicInteger granted = new AtomicInteger();
    try (BudgetedArena arena = BudgetedArena.ofShared(budget, "a part")) {
      List<Thread> threads = new ArrayList<>();
      for (int index = 0; index < 8; index++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  for (int times = 0; times < 100; times++) {
                    try {
                      NativeMemory.allocate(arena, 1000);
                      granted.incrementAndGet();
                    } catch (NativeMemoryLimitException expected) {
                      assertTrue(budget.usedBytes() <= 100_000);
                    }
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(100, granted.get());
    }
    assertEquals(0, budget.usedBytes());
  }
}
