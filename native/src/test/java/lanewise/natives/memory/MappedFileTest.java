package lanewise.natives.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MappedFileTest {
  @TempDir Path folder;

  private Path file(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    return Files.write(folder.resolve("file-" + size), bytes);
  }

  @Test
  void segmentHoldsTheFilesBytes() throws IOException {
    for (int size : new int[] {0, 1, 4096, 100_001}) {
      Path path = file(size);
      try (Arena arena = Arena.ofShared()) {
        MappedFile mapped = MappedFile.open(path, arena);
        assertEquals(size, mapped.segment().byteSize());
        assertTrue(mapped.segment().isNative());
        assertTrue(mapped.segment().isReadOnly());
        assertEquals(
            -1, mapped.segment().mismatch(MemorySegment.ofArray(Files.readAllBytes(path))));
        mapped.checkUnchanged();
      }
    }
  }

  @Test
  void mappedAndAllocatedSegmentsAreOfOneClass() throws IOException {
    assumeTrue(RestrictedMemory.granted(), "native access is not granted");
    try (Arena arena = Arena.ofShared()) {
      MemorySegment mapped = MappedFile.open(file(5000), arena).segment();
      assertSame(NativeMemory.allocate(arena, 100).getClass(), mapped.getClass());
      assertSame(mapped.getClass(), mapped.asSlice(1, 7).getClass());
    }
  }

  @Test
  void mapsFilesOfMoreThanTwoGigabytes() throws IOException {
    Path path = folder.resolve("sparse");
    long size = (3L << 30) + 5;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
      file.seek(size - 1);
      file.write(42);
    }
    try (Arena arena = Arena.ofShared()) {
      MappedFile mapped = MappedFile.open(path, arena);
      assertEquals(size, mapped.segment().byteSize());
      assertEquals(42, mapped.segment().get(JAVA_BYTE, size - 1));
    }
  }

  @Test
  void noticesThatTheFileShrank() throws IOException {
    Path path = file(10_000);
    try (Arena arena = Arena.ofShared()) {
      MappedFile mapped = MappedFile.open(path, arena);
      try (RandomAccessFile writer = new RandomAccessFile(path.toFile(), "rw")) {
        writer.setLength(20_000);
        mapped.checkUnchanged();
        writer.setLength(9_999);
      }
      MappedFileChangedException changed =
          assertThrows(MappedFileChangedException.class, mapped::checkUnchanged);
      assertTrue(changed.getMessage().contains("9999"), changed.getMessage());
    }
  }

  @Test
  void replacedFileKeepsItsOldBytes() throws IOException {
    Path path = file(10_000);
    byte[] old = Files.readAllBytes(path);
    try (Arena arena = Arena.ofShared()) {
      MappedFile mapped = MappedFile.open(path, arena);
      Files.move(file(10), path, StandardCopyOption.REPLACE_EXISTING);
      mapped.checkUnchanged();
      assertEquals(-1, mapped.segment().mismatch(MemorySegment.ofArray(old)));
    }
  }

  @Test
  void interruptedThreadMayCheck() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MappedFile mapped = MappedFile.open(file(100), arena);
      Thread.currentThread().interrupt();
      mapped.checkUnchanged();
      assertTrue(Thread.interrupted());
      mapped.checkUnchanged();
    }
  }

  @Test
  void takesEveryAdvice() throws IOException {
    try (Arena arena = Arena.ofShared()) {
      MappedFile mapped = MappedFile.open(file(100_000), arena);
      for (Advice advice : Advice.values()) {
        mapped.advise(advice);
        mapped.advise(advice, mapped.segment().asSlice(5001, 20_003));
        mapped.advise(advice, mapped.segment().asSlice(7, 0));
      }
      PosixMemory.available()
          .ifPresent(posix -> {
            assertTrue(posix.advise(mapped.segment(), Advice.WILLNEED));
            assertTrue(posix.advise(mapped.segment().asSlice(5001, 3), Advice.RANDOM));
          });
    }
  }

  @Test
  void rejectsWhatIsNoRegularFile() {
    try (Arena arena = Arena.ofShared()) {
      assertThrows(IOException.class, () -> MappedFile.open(folder, arena));
      assertThrows(IOException.class, () -> MappedFile.open(folder.resolve("absent"), arena));
    }
  }

  @Test
  void segmentEndsWithItsArena() throws IOException {
    MappedFile mapped;
    try (Arena arena = Arena.ofShared()) {
      mapped = MappedFile.open(file(100), arena);
    }
    MemorySegment segment = mapped.segment();
    assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
  }
}
