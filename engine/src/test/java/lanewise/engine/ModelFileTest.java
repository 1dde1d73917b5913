package lanewise.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lanewise.engine.embed.MiniLm;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.MappedFileChangedException;
import lanewise.natives.memory.NativeMemoryLimitException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of a model whose file changes, whose memory is limited, and what a call allocates.
 */
class ModelFileTest {
  @TempDir Path folder;

  private static Map<String, Tensor> inputs() {
    long[] ids = {101, 2129, 2079, 1045, 25141, 2026, 20786, 102};
    long[] ones = {1, 1, 1, 1, 1, 1, 1, 1};
    return Map.of(
        "input_ids", Tensor.of(ids, 1, 8),
        "attention_mask", Tensor.of(ones, 1, 8),
        "token_type_ids", Tensor.of(new long[8], 1, 8));
  }

  private Path copyOfNetwork() throws Exception {
    Path copy = folder.resolve("model.onnx");
    Files.copy(MiniLm.folder(MiniLm.INT8).resolve("model.onnx"), copy);
    return copy;
  }

  private static void cutShort(Path file) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(1000);
    }
  }

  @Test
  void aFileThatShrinksWhileInUseIsAnExceptionNotACrash() throws Exception {
    Path file = copyOfNetwork();
    try (Model model = Model.open(file)) {
      model.run(inputs());
      cutShort(file);
      assertThrows(MappedFileChangedException.class, () -> model.run(inputs()));
    }
  }

  @Test
  void copiedWeightsDoNotNeedTheFile() throws Exception {
    Path file = copyOfNetwork();
    try (Model model = Model.open(file, ModelOptions.defaults().withCopyWeights(true))) {
      byte[] expected = model.run(inputs()).values().iterator().next().toByteArray();
      cutShort(file);
      assertArrayEquals(expected, model.run(inputs()).values().iterator().next().toByteArray());
    }
  }

  @Test
  void aModelThatNeedsMoreMemoryThanAllowedIsRefused() throws Exception {
    Path file = MiniLm.folder(MiniLm.FP32).resolve("model.onnx");
    ModelOptions small = ModelOptions.defaults().withMemoryLimitBytes(10 << 20);
    RuntimeException refused = assertThrows(RuntimeException.class, () -> Model.open(file, small));
    Throwable cause = refused instanceof NativeMemoryLimitException ? refused : refused.getCause();
    assertTrue(cause instanceof NativeMemoryLimitException, refused.toString());
  }

  @Test
  void aCallAllocatesLittleOnTheHeapBesideItsResult() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<String, Tensor> inputs = inputs();
    Path file = MiniLm.folder(MiniLm.FP32).resolve("model.onnx");
    try (Model model = Model.open(file, ModelOptions.defaults().withThreads(1))) {
      long least = Long.MAX_VALUE;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      // Until the JIT has compiled what runs between two kernels, more is allocated.
      while (least > 1024 && System.nanoTime() < end) {
        long before = threads.getCurrentThreadAllocatedBytes();
        Map<String, Tensor> result = model.run(inputs);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(!result.isEmpty());
        least = Math.min(least, allocated);
      }
      assertTrue(least <= 1024, "a call allocates " + least + " bytes");
    }
  }
}
