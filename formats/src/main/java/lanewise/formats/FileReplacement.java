package lanewise.formats;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files so that nobody ever sees half of one: beside the target first, then renamed over it.
 * Whoever has the old file mapped keeps it.
 */
public final class FileReplacement {
  /** Writes a file's content. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to {@code channel}, which is empty and which the caller closes. */
    void writeTo(FileChannel channel) throws IOException;
  }

  private FileReplacement() {}

  /**
   * Makes {@code target} a file of this content. If that fails, what was there before stays, and
   * nothing else is left behind.
   */
  public static void write(Path target, Content content) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    Path name = target.getFileName();
    if (folder == null || name == null) {
      throw new IOException(target + " is not the name of a file");
    }
    Path beside = freshPath(folder, name.toString());
    try {
      try (FileChannel channel =
          FileChannel.open(beside, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
        content.writeTo(channel);
      }
      move(beside, target);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** A name of the process's own; the file is made with the usual rights, not a private one's. */
  private static Path freshPath(Path folder, String name) {
    long process = ProcessHandle.current().pid();
    return folder.resolve("." + name + "." + process + "-" + System.nanoTime() + ".part");
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
