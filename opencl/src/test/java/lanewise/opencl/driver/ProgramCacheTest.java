package lanewise.opencl.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import lanewise.kernels.device.DeviceDescription.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramCacheTest {
  @TempDir private Path folder;

  private static DeviceInfo info(String driver) {
    return new DeviceInfo(
        "platform", "vendor", "name", driver, Kind.GPU, 1, 1, 1, 12, 1, 1, true, 0, Set.of());
  }

  private static final byte[] KEY = ProgramCache.key(info("1.0"), "kernel void k() {}", "-D A=1");
  private static final byte[] BINARY = {1, 2, 3, 4, 5};

  @Test
  void givesWhatWasStored() throws IOException {
    ProgramCache cache = new ProgramCache(folder.resolve("new"));
    assertNull(cache.load(KEY));
    cache.store(KEY, BINARY);
    assertArrayEquals(BINARY, cache.load(KEY));
    try (Stream<Path> files = Files.list(folder.resolve("new"))) {
      assertEquals(1, files.count(), "nothing is left beside");
    }
  }

  @Test
  void keepsDevicesDriversSourcesAndOptionsApart() {
    byte[][] others = {
      ProgramCache.key(info("1.1"), "kernel void k() {}", "-D A=1"),
      ProgramCache.key(info("1.0"), "kernel void l() {}", "-D A=1"),
      ProgramCache.key(info("1.0"), "kernel void k() {}", "-D A=2"),
    };
    for (byte[] other : others) {
      assertFalse(Arrays.equals(KEY, other));
    }
  }

  @Test
  void takesNoEntryThatIsCutShortDamagedOrForeign() throws IOException {
    ProgramCache cache = new ProgramCache(folder);
    cache.store(KEY, BINARY);
    Path file = cache.file(KEY);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertNull(cache.load(KEY), length + " bytes");
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(file, damaged);
      assertNull(cache.load(KEY), "byte " + at);
    }
    byte[] other = ProgramCache.key(info("2.0"), "kernel void k() {}", "-D A=1");
    cache.store(other, BINARY);
    Files.copy(cache.file(other), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertNull(cache.load(KEY));
    cache.store(KEY, BINARY);
    assertArrayEquals(BINARY, cache.load(KEY));
  }

  @Test
  void goesWithoutAFolder() throws IOException {
    ProgramCache none = new ProgramCache(null);
    none.store(KEY, BINARY);
    assertNull(none.load(KEY));
    ProgramCache blocked = new ProgramCache(Files.writeString(folder.resolve("file"), ""));
    blocked.store(KEY, BINARY);
    assertNull(blocked.load(KEY));
  }
}
