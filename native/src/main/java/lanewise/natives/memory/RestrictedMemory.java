package lanewise.natives.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * What needs the right of native access. Where this module was not given it, nothing here is
 * called, so that no warning is printed and no exception thrown.
 */
final class RestrictedMemory {
  private RestrictedMemory() {}

  /** Whether native access was granted: by a flag, a launcher's manifest or a module layer. */
  static boolean granted() {
    return RestrictedMemory.class.getModule().isNativeAccessEnabled();
  }

  /**
   * The mapped bytes as a segment of the class that allocation gives too, with the same lifetime:
   * loops that read weights from files and from memory then see one class, and the compiler inlines
   * their accesses. {@code file} is closed with the arena. Without native access, the segment as it
   * is; the file is then closed when it is forgotten.
   */
  @SuppressWarnings("restricted")
  static MemorySegment sameKind(MemorySegment mapped, Arena arena, RandomAccessFile file) {
    if (!granted()) {
      return mapped;
    }
    return MemorySegment.ofAddress(mapped.address())
        .reinterpret(mapped.byteSize(), arena, new Closing(file))
        .asReadOnly();
  }

  /** Not a lambda: a young process would spend more time on making its class than on the file. */
  private record Closing(RandomAccessFile file) implements Consumer<MemorySegment> {
    @Override
    public void accept(MemorySegment ended) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
