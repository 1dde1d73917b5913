package lanewise.natives.memory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A whole file, mapped read-only. Thread-safe; the segment lives as long as the arena given.
 *
 * <p>While a file is mapped nobody may shorten it: reading a page that is no longer there ends the
 * process, and no program can rule that out, since the file may shrink between a check and the read
 * that follows. {@link #checkUnchanged} finds a file that has shrunk before; for files that others
 * write to, copy the bytes instead. Replacing a file by renaming another over it is safe: the
 * mapping keeps the old one.
 */
public final class MappedFile {
  private final Path path;
  private final MemorySegment segment;
  private final RandomAccessFile file;

  private MappedFile(Path path, MemorySegment segment, RandomAccessFile file) {
    this.path = path;
    this.segment = segment;
    this.file = file;
  }

  /** Maps {@code path}, of any size, for as long as {@code arena} is alive. */
  public static MappedFile open(Path path, Arena arena) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(path + " is not a regular file");
    }
    // Not a FileChannel: an interrupted thread that asks one for its size closes it for all.
    @SuppressWarnings("resource")
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
    try {
      if (file.length() >= NativeMemory.PAGED_BYTES) {
        PosixMemory.ifReady(); // So that the calls are bound when the weights are packed.
      }
      MemorySegment mapped = file.getChannel().map(MapMode.READ_ONLY, 0, file.length(), arena);
      return new MappedFile(path, RestrictedMemory.sameKind(mapped, arena, file), file);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  /** The file's bytes; its size is the file's size when it was mapped. */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * Tells the system how the whole file will be read: a hint, which does nothing where the system
   * takes none. A process's first advice waits for the JVM's linker to start.
   */
  public void advise(Advice advice) {
    advise(advice, segment);
  }

  /** Tells the system how {@code part}, a slice of this file's segment, will be read. */
  public void advise(Advice advice, MemorySegment part) {
    Optional<PosixMemory> posix = PosixMemory.available();
    if (posix.isPresent() && part.byteSize() > 0) {
      posix.get().advise(part, advice);
    }
  }

  /**
   * Makes sure that the file has not become shorter than it was when it was mapped.
   *
   * @throws MappedFileChangedException if it has
   */
  public void checkUnchanged() {
    long present;
    try {
      present = file.length();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask for the size of " + path, e);
    }
    if (present < segment.byteSize()) {
      throw new MappedFileChangedException(path, segment.byteSize(), present);
    }
  }
}
