package lanewise.cli.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lanewise.cli.Commands;
import lanewise.formats.json.JsonArray;
import lanewise.formats.json.JsonObject;
import lanewise.formats.json.JsonValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
  @TempDir private Path folder;

  private MachineChecks machine(String file, String text) throws IOException {
    Path system = folder.resolve("system").resolve(file);
    Files.createDirectories(system.getParent());
    Files.writeString(system, text);
    return new MachineChecks(folder.resolve("system"), folder.resolve("cache"));
  }

  @Test
  void givesAdviceForEachFindingThatIsNotFine() {
    JsonArray findings =
        (JsonArray) new Commands(folder.resolve("cache")).run("doctor", "--json").json();
    List<String> topics = new ArrayList<>();
    for (JsonValue element : findings.elements()) {
      JsonObject finding = (JsonObject) element;
      topics.add(finding.string("topic"));
      assertFalse(finding.string("value").isBlank());
      assertEquals(!finding.string("level").equals("fine"), finding.has("advice"));
    }
    assertTrue(
        topics.containsAll(
            List.of(
                "Java", "CPU", "Kernel tier", "Native access", "Memory", "Huge pages", "Cache")),
        topics.toString());
  }

  @Test
  void endsWithACountOrNothing() {
    String last = new Commands(folder.resolve("cache")).run("doctor").lines().getLast();
    assertTrue(last.matches("Nothing is wrong\\.|\\d+ problems?, \\d+ hints?"), last);
  }

  @Test
  void failsWhereTheCacheCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Commands.Result result = new Commands(file.resolve("models")).run("doctor");
    assertEquals(1, result.code());
    assertTrue(result.out().contains("Set LANEWISE_HOME"), result.out());
  }

  @Test
  void hintsAtHugePagesThatAreOff() throws IOException {
    String file = "sys/kernel/mm/transparent_hugepage/enabled";
    Finding off = machine(file, "always madvise [never]\n").hugePages();
    assertEquals(Finding.Level.HINT, off.level());
    assertTrue(off.advice().contains("madvise"));
    Finding on = machine(file, "always [madvise] never\n").hugePages();
    assertEquals(Finding.fine("Huge pages", "madvise"), on);
  }

  @Test
  void tellsTheContainersLimits() throws IOException {
    Finding memory = machine("proc/meminfo", "MemTotal: 8796093022208 kB\n").memory();
    assertTrue(memory.value().contains("the container's limit"), memory.value());
    Finding cores = machine("proc/cpuinfo", "processor\t: 0\n\n".repeat(9_999)).cores();
    assertTrue(cores.value().contains("of the machine's 9999"), cores.value());
  }

  @Test
  void knowsNothingOfSystemsWithoutTheseFiles() {
    MachineChecks checks = new MachineChecks(folder.resolve("nowhere"), folder);
    assertEquals(Finding.Level.FINE, checks.hugePages().level());
    assertEquals(Finding.Level.FINE, checks.cores().level());
  }
}
