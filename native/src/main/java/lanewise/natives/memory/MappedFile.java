package lanewise.natives.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A whole file, mapped read-only. Thread-safe; the segment lives as long as the arena given. */
public final class MappedFile {
  private final Path path;
  private final MemorySegment segment;

  private MappedFile(Path path, MemorySegment segment) {
    this.path = path;
    this.segment = segment;
  }

  /** Maps {@code path}, of any size, for as long as {@code arena} is alive. */
  public static MappedFile open(Path path, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return new MappedFile(path, channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  public Path path() {
    return path;
  }

  /** The file's bytes; its size is the file's size when it was mapped. */
  public MemorySegment segment() {
    return segment;
  }
}
