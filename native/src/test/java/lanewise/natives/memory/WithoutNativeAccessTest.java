package lanewise.natives.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Starts processes that have no right of native access: silence and plain Java are wanted there.
 */
final class WithoutNativeAccessTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"deny", "warn"})
  void plainJavaServesWithoutAWord(String illegalAccess) throws Exception {
    assertEquals("works", output("--illegal-native-access=" + illegalAccess));
  }

  @Test
  void systemCallsServeWhereGranted() throws Exception {
    assertEquals("works", output("--enable-native-access=ALL-UNNAMED"));
  }

  private String output(String flag) throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[3 << 20]);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                flag,
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                file.toString())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), output);
    return output;
  }

  /** Uses all of the package once. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws Exception {
      boolean paged = NativeMemory.preparePages();
      if (paged != (RestrictedMemory.granted() && PosixMemory.available().isPresent())) {
        System.out.println("pages: " + paged);
      }
      try (Arena arena = Arena.ofShared()) {
        MappedFile file = MappedFile.open(Path.of(arguments[0]), arena);
        file.advise(Advice.WILLNEED);
        file.checkUnchanged();
        MemorySegment memory = NativeMemory.allocate(arena, file.segment().byteSize());
        memory.fill((byte) 1);
        memory.copyFrom(file.segment());
        System.out.println(memory.mismatch(file.segment()) < 0 ? "works" : "differs");
      }
    }
  }
}
