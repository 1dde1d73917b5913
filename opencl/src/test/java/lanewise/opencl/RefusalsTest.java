package lanewise.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanewise.kernels.device.DeviceProvider;
import lanewise.natives.memory.NativeMemory;
import org.jocl.Sizeof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a process goes on where OpenCL cannot be used, and says why. */
class RefusalsTest {
  @TempDir private Path folder;

  @Test
  void tellsThatTheNativeLibraryCannotBeUnpacked() throws Exception {
    // A file where the folder should be: nothing can be written below it.
    Path file = Files.writeString(folder.resolve("file"), "");
    String out = run(Map.of(), "-Djava.io.tmpdir=" + file);
    assertTrue(out.contains("devices 0"), out);
    assertTrue(out.contains("java.io.tmpdir"), out);
  }

  @Test
  void tellsThatNoDriverCanBeUsed() throws Exception {
    Files.writeString(folder.resolve("broken.icd"), folder.resolve("no-such-driver.so") + "\n");
    String out = run(Map.of("OCL_ICD_VENDORS", folder.toString(), "OCL_ICD_FILENAMES", ""));
    assertTrue(out.contains("devices 0"), out);
    assertTrue(out.contains("driver") || out.contains("JOCL"), out);
  }

  private static String classPath() {
    return Stream.of(
            ListedDevices.class,
            OpenClProvider.class,
            DeviceProvider.class,
            NativeMemory.class,
            Sizeof.class)
        .map(type -> Path.of(URI.create(location(type).toString())).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static String run(Map<String, String> environment, String... flags)
      throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(List.of(flags));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            ListedDevices.class.getName()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }
}
