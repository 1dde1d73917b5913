package lanewise.cli.diagnosis;

import com.sun.management.OperatingSystemMXBean;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The machine's and the container's memory and cores, and the cache's folder. */
public final class MachineChecks {
  private static final Pattern MEMORY_TOTAL = Pattern.compile("MemTotal:\\s+(\\d{1,15}) kB");
  private static final Pattern PROCESSOR = Pattern.compile("(?m)^processor\\s*:");
  private static final Pattern CHOSEN = Pattern.compile("\\[(\\w+)\\]");
  private static final long LITTLE_BYTES = 512L << 20;
  private static final long KIBIBYTE = 1024;

  private final Path root;
  private final Path cache;

  /**
   * @param root the folder that system files such as {@code proc/meminfo} are below
   * @param cache the folder of built-in models
   */
  public MachineChecks(Path root, Path cache) {
    this.root = root;
    this.cache = cache;
  }

  /** All of these checks, in the order in which a person reads them. */
  public List<Finding> all() {
    return List.of(system(), cores(), memory(), heap(), hugePages(), cacheFolder());
  }

  Finding system() {
    return Finding.fine(
        "System",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + ", "
            + System.getProperty("os.arch"));
  }

  Finding cores() {
    int usable = Runtime.getRuntime().availableProcessors();
    long there = PROCESSOR.matcher(systemText("proc/cpuinfo")).results().count();
    return there > usable
        ? Finding.fine("Cores", usable + " of the machine's " + there + ": the container's limit")
        : Finding.fine("Cores", Integer.toString(usable));
  }

  Finding memory() {
    if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
      return Finding.fine("Memory", "not known");
    }
    long limit = system.getTotalMemorySize();
    long free = available(system);
    String value = bytes(limit) + ", " + bytes(free) + " available";
    Matcher total = MEMORY_TOTAL.matcher(systemText("proc/meminfo"));
    if (total.find() && Long.parseLong(total.group(1)) * KIBIBYTE > limit) {
      value +=
          "; the container's limit, the machine has "
              + bytes(Long.parseLong(total.group(1)) * KIBIBYTE);
    }
    return free < LITTLE_BYTES
        ? Finding.problem(
            "Memory", value, "Models may not fit; end other programs or raise the limit.")
        : Finding.fine("Memory", value);
  }

  /** Free memory and what the system would give back of its file cache. */
  private long available(OperatingSystemMXBean system) {
    Matcher matcher =
        Pattern.compile("MemAvailable:\\s+(\\d{1,15}) kB").matcher(systemText("proc/meminfo"));
    long free = system.getFreeMemorySize();
    return matcher.find()
        ? Math.min(
            Math.max(free, Long.parseLong(matcher.group(1)) * KIBIBYTE),
            system.getTotalMemorySize())
        : free;
  }

  Finding heap() {
    long most = Runtime.getRuntime().maxMemory();
    String value = "at most " + bytes(most) + "; weights and activations lie outside of it";
    return most < LITTLE_BYTES / 8
        ? Finding.hint("Java heap", value, "Raise -Xmx to 64 MB or more.")
        : Finding.fine("Java heap", value);
  }

  Finding hugePages() {
    Matcher chosen = CHOSEN.matcher(systemText("sys/kernel/mm/transparent_hugepage/enabled"));
    if (!chosen.find()) {
      return Finding.fine("Huge pages", "not known on this system");
    }
    return chosen.group(1).equals("never")
        ? Finding.hint(
            "Huge pages",
            "never",
            "Large models are faster with: echo madvise | sudo tee"
                + " /sys/kernel/mm/transparent_hugepage/enabled")
        : Finding.fine("Huge pages", chosen.group(1));
  }

  Finding cacheFolder() {
    Path there = cache.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null || !Files.isDirectory(there) || !Files.isWritable(there)) {
      return Finding.problem(
          "Cache",
          cache + ": can't be written" + (there == null ? "" : ", because of " + there),
          "Set LANEWISE_HOME to a folder of yours.");
    }
    try {
      FileStore store = Files.getFileStore(there);
      String value =
          cache + ": " + bytes(used()) + " used, " + bytes(store.getUsableSpace()) + " free";
      return store.getUsableSpace() < LITTLE_BYTES
          ? Finding.problem(
              "Cache", value, "Make room, or set LANEWISE_HOME to a folder with more of it.")
          : Finding.fine("Cache", value);
    } catch (IOException e) {
      return Finding.problem(
          "Cache", cache + ": " + e.getMessage(), "Set LANEWISE_HOME to a folder of yours.");
    }
  }

  private long used() throws IOException {
    if (!Files.isDirectory(cache)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(cache)) {
      return files.map(Path::toFile).filter(File::isFile).mapToLong(File::length).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A file of the system, or nothing where the system has no such file. */
  private String systemText(String path) {
    Path file = root.resolve(path);
    if (!Files.isReadable(file)) {
      return "";
    }
    try {
      return Files.readString(file);
    } catch (IOException e) {
      // Such as a file that may not be read in this container; then nothing is known.
      return "";
    }
  }

  private static String bytes(long count) {
    return count >= 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f GB", count / 1e9)
        : String.format(Locale.ROOT, "%.0f MB", count / 1e6);
  }
}
