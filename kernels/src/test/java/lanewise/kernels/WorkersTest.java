package lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated("looks at what threads do while they wait")
class WorkersTest {
  private static Task task(int parts, IntConsumer part) {
    return new Task() {
      @Override
      public int parts() {
        return parts;
      }

      @Override
      public void run(int index, int worker) {
        part.accept(index);
      }
    };
  }

  @Test
  void runsEachPartOnceInEveryRun() {
    for (int threads : new int[] {1, 2, 3, 8}) {
      try (Workers workers = Workers.of(threads)) {
        assertEquals(threads, workers.count());
        for (int parts = 0; parts < 300; parts++) {
          AtomicIntegerArray runs = new AtomicIntegerArray(parts);
          workers.run(task(parts, runs::incrementAndGet));
          for (int part = 0; part < parts; part++) {
            assertEquals(1, runs.get(part), "part " + part + " of " + parts);
          }
        }
      }
    }
  }

  @Test
  void showsTheCallerWhatOtherThreadsWrote() {
    try (Workers workers = Workers.of(3)) {
      int[] values = new int[64];
      Task increment = task(values.length, part -> values[part]++);
      for (int run = 1; run <= 20_000; run++) {
        workers.run(increment);
        for (int value : values) {
          if (value != run) {
            assertEquals(run, value);
          }
        }
      }
    }
  }

  @Test
  void givesPartsThatRunAtOnceDifferentWorkers() {
    int threads = 4;
    AtomicIntegerArray inUse = new AtomicIntegerArray(threads);
    Task exclusive =
        new Task() {
          @Override
          public int parts() {
            return 100;
          }

          @Override
          public void run(int part, int worker) {
            assertEquals(0, inUse.getAndIncrement(worker));
            Thread.yield();
            inUse.decrementAndGet(worker);
          }
        };
    try (Workers workers = Workers.of(threads)) {
      for (int run = 0; run < 200; run++) {
        workers.run(exclusive);
      }
    }
  }

  @Test
  void throwsWhatAPartThrewAndStaysUsable() {
    for (int threads : new int[] {1, 2, 8}) {
      try (Workers workers = Workers.of(threads)) {
        IllegalArgumentException failure = new IllegalArgumentException("part 7");
        AtomicInteger runs = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
          Task failing =
              task(
                  50,
                  part -> {
                    if (part == 7) {
                      throw failure;
                    }
                  });
          assertSame(
              failure, assertThrows(IllegalArgumentException.class, () -> workers.run(failing)));
          workers.run(task(10, part -> runs.incrementAndGet()));
        }
        assertEquals(2_000, runs.get());
      }
    }
  }

  @Test
  void throwsAnErrorOfAPart() {
    try (Workers workers = Workers.of(2)) {
      Task failing =
          task(
              4,
              part -> {
                throw new StackOverflowError();
              });
      assertThrows(StackOverflowError.class, () -> workers.run(failing));
    }
  }

  @Test
  void finishesTheRunOfAnInterruptedCallerAndKeepsTheInterrupt() {
    try (Workers workers = Workers.of(2)) {
      AtomicInteger runs = new AtomicInteger();
      Thread.currentThread().interrupt();
      for (int i = 0; i < 100; i++) {
        workers.run(
            task(
                3,
                part -> {
                  Thread.yield();
                  runs.incrementAndGet();
                }));
      }
      assertEquals(300, runs.get());
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void refusesASecondCaller() throws InterruptedException {
    try (Workers workers = Workers.of(2)) {
      CountDownLatch started = new CountDownLatch(1);
      CountDownLatch release = new CountDownLatch(1);
      Thread first =
          Thread.ofVirtual()
              .start(() ->
                  workers.run(
                      task(
                          1,
                          part -> {
                            started.countDown();
                            awaitUninterruptibly(release);
                          })));
      started.await();
      assertThrows(IllegalStateException.class, () -> workers.run(task(1, part -> {})));
      release.countDown();
      first.join();
      workers.run(task(1, part -> {}));
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void runsForVirtualThreads() throws InterruptedException {
    try (Workers workers = Workers.of(3)) {
      AtomicInteger runs = new AtomicInteger();
      Thread caller =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 500; i++) {
                  workers.run(task(5, part -> runs.incrementAndGet()));
                }
              });
      caller.join();
      assertEquals(2_500, runs.get());
    }
  }

  @Test
  void endsItsThreadsWhenClosedAndRefusesTasksThen() {
    AtomicIntegerArray seen = new AtomicIntegerArray(8);
    Thread[] threads = new Thread[8];
    Workers workers = Workers.of(8);
    CountDownLatch all = new CountDownLatch(8);
    workers.run(
        new Task() {
          @Override
          public int parts() {
            return 8;
          }

          @Override
          public void run(int part, int worker) {
            threads[worker] = Thread.currentThread();
            seen.incrementAndGet(worker);
            all.countDown();
            awaitUninterruptibly(all);
          }
        });
    workers.close();
    workers.close();
    for (int worker = 1; worker < 8; worker++) {
      assertEquals("lanewise-worker-" + worker, threads[worker].getName());
      assertTrue(threads[worker].isDaemon());
      assertFalse(threads[worker].isAlive());
    }
    assertThrows(IllegalStateException.class, () -> workers.run(task(2, part -> {})));
  }

  @Test
  void wakesThreadsThatParked() throws InterruptedException {
    try (Workers workers = Workers.of(4)) {
      for (int i = 0; i < 20; i++) {
        Thread.sleep(5);
        CountDownLatch all = new CountDownLatch(4);
        workers.run(
            task(
                4,
                part -> {
                  all.countDown();
                  awaitUninterruptibly(all);
                }));
      }
    }
  }

  @Test
  void allocatesNothingInARun() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (Workers workers = Workers.of(2)) {
      Task task = task(8, part -> Thread.onSpinWait());
      for (int i = 0; i < 2_000; i++) {
        workers.run(task);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 2_000; i++) {
        workers.run(task);
      }
      assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
    }
  }

  @Test
  void refusesAPoolWithoutThreads() {
    assertThrows(IllegalArgumentException.class, () -> Workers.of(0));
  }
}
