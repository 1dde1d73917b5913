package lanewise.natives.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NativeMemoryTest {
  private static final long[] SIZES = {0, 1, 63, 64, 65, 4097, 2L << 20, (2L << 20) + 1, 9_000_001};

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void allocationsAreZeroedAlignedAndOfTheirSize(boolean paged) {
    if (paged) {
      NativeMemory.preparePages();
    }
    for (long size : SIZES) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment segment = NativeMemory.allocate(arena, size);
        assertEquals(size, segment.byteSize());
        assertEquals(0, segment.address() % NativeMemory.ALIGNMENT);
        assertTrue(segment.isNative());
        for (long at = 0; at < size; at++) {
          assertEquals(0, segment.get(JAVA_BYTE, at));
        }
        segment.fill((byte) 1);
      }
    }
  }

  @Test
  void memoryIsUnreachableAfterTheArenaHasClosed() {
    NativeMemory.preparePages();
    MemorySegment segment;
    try (Arena arena = Arena.ofShared()) {
      segment = NativeMemory.allocate(arena, 4L << 20);
      segment.set(JAVA_BYTE, 0, (byte) 1);
    }
    assertThrows(IllegalStateException.class, () -> segment.get(JAVA_BYTE, 0));
  }

  @Test
  void largeMemoryTakesNoRoomBeforeItIsWrittenAndIsGivenBack() throws Exception {
    Path statm = Path.of("/proc/self/statm");
    assumeTrue(Files.exists(statm), "only Linux tells a process's own memory");
    assumeTrue(NativeMemory.preparePages(), "native access is not granted");
    long size = 1L << 30;
    long before = addressSpacePages(statm);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment segment = NativeMemory.allocate(arena, size);
      segment.set(JAVA_BYTE, size - 1, (byte) 1);
      assertTrue(addressSpacePages(statm) - before >= size / 131072);
    }
    assertTrue(addressSpacePages(statm) - before < size / 131072);
  }

  private static long addressSpacePages(Path statm) throws Exception {
    return Long.parseLong(Files.readString(statm).split(" ", 2)[0]);
  }

  @Test
  void collectedMemoryIsZeroedAndAligned() {
    MemorySegment segment = NativeMemory.allocateCollected(1000);
    assertEquals(1000, segment.byteSize());
    assertEquals(0, segment.address() % NativeMemory.ALIGNMENT);
    assertEquals(-1, segment.mismatch(MemorySegment.ofArray(new byte[1000])));
  }

  @Test
  void refusesWhatTheMachineDoesNotHave() {
    assertThrows(
        NativeMemoryLimitException.class, () -> NativeMemory.allocateCollected(Long.MAX_VALUE / 4));
    try (Arena arena = Arena.ofConfined()) {
      assertThrows(
          NativeMemoryLimitException.class,
          () -> NativeMemory.allocate(arena, Long.MAX_VALUE - 4096));
    }
  }
}
