package lanewise.natives.memory;

import java.nio.file.Path;

/** A mapped file became shorter; what was mapped past its end must not be read any more. */
public final class MappedFileChangedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MappedFileChangedException(Path path, long mappedBytes, long presentBytes) {
    super(
        path
            + " had "
            + mappedBytes
            + " bytes when it was mapped and has "
            + presentBytes
            + " now; open it again, and replace files by renaming, or copy the weights at load");
  }
}
