package lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import lanewise.engine.embed.MiniLm;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;

/** One model under many threads: same bits, deadlines, interrupts, closing. */
class ModelConcurrencyTest {
  private static Map<String, Tensor> inputs(int texts, int tokens, long seed) {
    Random random = new Random(seed);
    long[] ids = new long[texts * tokens];
    long[] mask = new long[texts * tokens];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 1000L + random.nextInt(20000);
      mask[i] = 1;
    }
    return Map.of(
        "input_ids", Tensor.of(ids, texts, tokens),
        "attention_mask", Tensor.of(mask, texts, tokens),
        "token_type_ids", Tensor.of(new long[ids.length], texts, tokens));
  }

  private static byte[] onlyOutput(Map<String, Tensor> outputs) {
    return outputs.values().iterator().next().toByteArray();
  }

  private static Path network() throws Exception {
    return MiniLm.folder(MiniLm.FP32).resolve("model.onnx");
  }

  @Test
  void sixtyFourThreadsGetTheBitsOfOne() throws Exception {
    List<Map<String, Tensor>> cases = new ArrayList<>();
    List<byte[]> expected = new ArrayList<>();
    try (Model single = Model.open(network(), ModelOptions.defaults().withThreads(1))) {
      for (int i = 0; i < 10; i++) {
        cases.add(inputs(1 + i % 2, 1 + 2 * i, i));
        expected.add(onlyOutput(single.run(cases.getLast())));
      }
    }
    ModelOptions options = ModelOptions.defaults().withThreads(2).withSessions(3);
    try (Model model = Model.open(network(), options);
        ExecutorService threads = Executors.newFixedThreadPool(64)) {
      List<Callable<Integer>> callers = new ArrayList<>();
      for (int thread = 0; thread < 64; thread++) {
        int first = thread;
        callers.add(() -> {
          int equal = 0;
          for (int call = 0; call < 50; call++) {
            int which = (first + call) % cases.size();
            assertArrayEquals(expected.get(which), onlyOutput(model.run(cases.get(which))));
            equal++;
          }
          return equal;
        });
      }
      int equal = 0;
      for (Future<Integer> caller : threads.invokeAll(callers)) {
        equal += caller.get();
      }
      assertEquals(64 * 50, equal);
    }
  }

  @Test
  void sameBitsForAnyThreadCount() throws Exception {
    Map<String, Tensor> inputs = inputs(3, 77, 5);
    byte[] expected = null;
    for (int threads : new int[] {1, 2, 3, 8}) {
      try (Model model = Model.open(network(), ModelOptions.defaults().withThreads(threads))) {
        byte[] output = onlyOutput(model.run(inputs));
        if (expected != null) {
          assertArrayEquals(expected, output, threads + " threads");
        }
        expected = output;
      }
    }
  }

  @Test
  void virtualThreadsMayCall() throws Exception {
    Map<String, Tensor> inputs = inputs(1, 9, 6);
    try (Model model = Model.open(network());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      byte[] expected = onlyOutput(model.run(inputs));
      List<Future<byte[]>> results = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        results.add(threads.submit(() -> onlyOutput(model.run(inputs))));
      }
      for (Future<byte[]> result : results) {
        assertArrayEquals(expected, result.get());
      }
    }
  }

  @Test
  void deadlineStopsTheCallAndTheModelStaysUsable() throws Exception {
    Map<String, Tensor> inputs = inputs(1, 12, 7);
    try (Model model = Model.open(network())) {
      byte[] expected = onlyOutput(model.run(inputs));
      RunStoppedException stopped =
          assertThrows(
              RunStoppedException.class,
              () -> model.run(inputs, RunOptions.defaults().withTimeout(Duration.ofNanos(1))));
      assertEquals(RunStoppedException.Reason.TIMEOUT, stopped.reason());
      assertArrayEquals(expected, onlyOutput(model.run(inputs)));
    }
  }

  @Test
  void interruptStopsTheCallAndIsKept() throws Exception {
    Map<String, Tensor> inputs = inputs(1, 12, 8);
    try (Model model = Model.open(network())) {
      byte[] expected = onlyOutput(model.run(inputs));
      Thread.currentThread().interrupt();
      RunStoppedException stopped =
          assertThrows(RunStoppedException.class, () -> model.run(inputs));
      assertEquals(RunStoppedException.Reason.INTERRUPT, stopped.reason());
      assertTrue(Thread.interrupted());
      assertArrayEquals(expected, onlyOutput(model.run(inputs)));
    }
  }

  @Test
  void closeWaitsForRunningCallsAndLaterCallsFail() throws Exception {
    Map<String, Tensor> inputs = inputs(8, 128, 9);
    Model model = Model.open(network(), ModelOptions.defaults().withThreads(1));
    byte[] expected = onlyOutput(model.run(inputs));
    CountDownLatch started = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<byte[]> running =
          threads.submit(() -> {
            started.countDown();
            return onlyOutput(model.run(inputs));
          });
      started.await();
      TimeUnit.MILLISECONDS.sleep(5);
      model.close();
      assertTrue(running.isDone() || running.get(1, TimeUnit.SECONDS) != null);
      assertArrayEquals(expected, running.get());
    }
    assertThrows(IllegalStateException.class, () -> model.run(inputs));
    model.close();
  }

  @Test
  void wrongInputsAreRefusedByName() throws Exception {
    try (Model model = Model.open(network())) {
      Map<String, Tensor> good = inputs(1, 4, 1);
      Map<String, Tensor> incomplete =
          Map.of("input_ids", good.get("input_ids"), "attention_mask", good.get("attention_mask"));
      IllegalArgumentException missing =
          assertThrows(IllegalArgumentException.class, () -> model.run(incomplete));
      assertTrue(missing.getMessage().contains("token_type_ids"), missing.getMessage());
      Map<String, Tensor> wrongType =
          Map.of(
              "input_ids", Tensor.of(new float[4], 1, 4),
              "attention_mask", good.get("attention_mask"),
              "token_type_ids", good.get("token_type_ids"));
      IllegalArgumentException type =
          assertThrows(IllegalArgumentException.class, () -> model.run(wrongType));
      assertTrue(type.getMessage().contains("input_ids"), type.getMessage());
      Map<String, Tensor> unlike =
          Map.of(
              "input_ids", good.get("input_ids"),
              "attention_mask", Tensor.of(new long[5], 1, 5),
              "token_type_ids", good.get("token_type_ids"));
      IllegalArgumentException length =
          assertThrows(IllegalArgumentException.class, () -> model.run(unlike));
      assertTrue(length.getMessage().contains("sequence_length"), length.getMessage());
    }
  }
}
