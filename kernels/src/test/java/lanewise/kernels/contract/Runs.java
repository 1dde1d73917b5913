package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Supplier;
import lanewise.kernels.Task;
import lanewise.kernels.Workers;
import lanewise.kernels.device.DeviceTask;

/** Ways to run a task. */
final class Runs {
  /** Until a vector loop is compiled it allocates; a busy machine takes its time to compile it. */
  private static final long WARM_UP_NANOS = 30_000_000_000L;

  /**
   * Tests of allocation, which run in a JVM of their own for each class: what the compiler inlines
   * depends on all that has run before, and in no program does as much run before as in all tests.
   */
  static final String ALLOCATION = "allocation";

  private Runs() {}

  /** All parts, one after the other, the last first. */
  static void run(Task task) {
    for (int part = task.parts() - 1; part >= 0; part--) {
      task.run(part, 0);
    }
  }

  /** That there is work for more than so many workers; a device cuts its work itself. */
  static void assertCutIntoParts(String what, Task task, int parts) {
    assertTrue(task instanceof DeviceTask || task.parts() > parts, what + " cut into parts");
  }

  /** That 1, 2, 3 and 8 workers leave the same bits. */
  static void assertSameBitsForAnyWorkers(Task task, Supplier<byte[]> result) {
    assertSameBitsForAnyWorkers(List.of(task), result);
  }

  /** That 1, 2, 3 and 8 workers leave the same bits, where tasks follow each other. */
  static void assertSameBitsForAnyWorkers(List<Task> tasks, Supplier<byte[]> result) {
    byte[] expected = null;
    for (int count : new int[] {1, 2, 3, 8}) {
      try (Workers workers = Workers.of(count)) {
        tasks.forEach(workers::run);
      }
      byte[] actual = result.get();
      if (expected == null) {
        expected = actual;
      }
      assertArrayEquals(expected, actual, count + " workers");
    }
  }

  /** That a task that has warmed up allocates nothing when it runs. */
  static void assertAllocatesNothing(String what, Task task) {
    assumeFalse(task instanceof DeviceTask, "a contract's task on a device makes mirrors");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    long deadline = System.nanoTime() + WARM_UP_NANOS;
    while (least > 0 && System.nanoTime() < deadline) {
      for (int warm = 0; warm < 100; warm++) {
        run(task);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20; i++) {
        run(task);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, what + " allocates when it runs");
  }
}
