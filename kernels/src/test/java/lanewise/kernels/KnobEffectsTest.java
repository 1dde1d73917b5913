package lanewise.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import lanewise.natives.memory.NativeMemory;
import lanewise.natives.thread.ThreadPinning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Each knob changes what it says. */
@Isolated("sets properties of the process, and looks at where threads run")
final class KnobEffectsTest {
  private static void with(Knob knob, String value, Runnable body) {
    String before = System.getProperty(knob.property());
    System.setProperty(knob.property(), value);
    try {
      body.run();
    } finally {
      if (before == null) {
        System.clearProperty(knob.property());
      } else {
        System.setProperty(knob.property(), before);
      }
    }
  }

  /** A task whose parts note which processors the threads that run them may use. */
  private record NotesProcessors(Set<String> seen) implements Task {
    @Override
    public int parts() {
      return 64;
    }

    @Override
    public void run(int part, int worker) {
      try {
        Thread.sleep(2);
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
          if (worker > 0 && line.startsWith("Cpus_allowed_list:")) {
            seen.add(worker + " " + line.substring(line.indexOf(':') + 1).strip());
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void pinThreadsBindsEachThreadOfAPool() {
    assumeTrue(ThreadPinning.refusal() == null, ThreadPinning::refusal);
    Set<String> seen = ConcurrentHashMap.newKeySet();
    with(
        Knob.PIN_THREADS,
        "true",
        () -> {
          try (Workers workers = Workers.of(3)) {
            workers.run(new NotesProcessors(seen));
          }
        });
    assertFalse(seen.isEmpty());
    for (String line : seen) {
      assertTrue(line.matches("\\d+ \\d+"), line + " is more than one processor");
    }
    with(
        Knob.PIN_THREADS,
        "maybe",
        () -> assertThrows(IllegalArgumentException.class, () -> Workers.of(1)));
  }

  /** The flags that the system keeps of the memory at an address. */
  private static String flags(MemorySegment segment) {
    try {
      boolean inside = false;
      for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
        if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
          String[] ends = line.substring(0, line.indexOf(' ')).split("-", 2);
          inside =
              Long.compareUnsigned(Long.parseUnsignedLong(ends[0], 16), segment.address()) <= 0
                  && Long.compareUnsigned(segment.address(), Long.parseUnsignedLong(ends[1], 16))
                      < 0;
        } else if (inside && line.startsWith("VmFlags:")) {
          return line + " ";
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no such memory");
  }

  @Test
  void hugePagesAreAskedForOrNot() {
    assumeTrue(Files.isReadable(Path.of("/proc/self/smaps")), "only Linux tells");
    assumeTrue(NativeMemory.preparePages(), "native access is not granted");
    for (String value : List.of("true", "false")) {
      with(
          Knob.HUGE_PAGES,
          value,
          () -> {
            try (Arena arena = Arena.ofConfined()) {
              MemorySegment memory = NativeMemory.allocate(arena, 8L << 20);
              memory.fill((byte) 1);
              String flags = flags(memory);
              assumeTrue(flags.contains(" hg ") || flags.contains(" nh "), "no such pages here");
              assertEquals(value.equals("true"), flags.contains(" hg "), flags);
            }
          });
    }
    with(
        Knob.HUGE_PAGES,
        "2 MB",
        () -> {
          try (Arena arena = Arena.ofConfined()) {
            IllegalArgumentException e =
                assertThrows(
                    IllegalArgumentException.class, () -> NativeMemory.allocate(arena, 8L << 20));
            assertTrue(e.getMessage().contains("-Dlanewise.hugePages"), e.getMessage());
          }
        });
  }

  @Test
  void everyKnobHasItsOwnPropertyAndSaysWhatItDoes() {
    Set<String> properties = new TreeSet<>();
    for (Knob knob : Knob.values()) {
      assertTrue(properties.add(knob.property()), knob.property());
      assertTrue(knob.property().startsWith("lanewise."), knob.property());
      assertFalse(knob.type().isBlank() || knob.defaultValue().isBlank(), knob.name());
      assertFalse(knob.effect().isBlank(), knob.name());
    }
  }
}
