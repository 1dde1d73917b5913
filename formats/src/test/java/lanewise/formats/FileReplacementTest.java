package lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileReplacementTest {
  @TempDir Path folder;

  @Test
  void replacesTheOldContent() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old and longer");
    FileReplacement.write(target, channel -> channel.write(ByteBuffer.wrap(new byte[] {'n'})));
    assertEquals("n", Files.readString(target));
    assertEquals(1, files());
  }

  @Test
  void failedWriteKeepsTheOldContentAndLeavesNothingBehind() throws IOException {
    Path target = Files.writeString(folder.resolve("file"), "old");
    assertThrows(
        IOException.class,
        () ->
            FileReplacement.write(
                target,
                channel -> {
                  channel.write(ByteBuffer.wrap(new byte[10]));
                  throw new IOException("the disk is full");
                }));
    assertEquals("old", Files.readString(target));
    assertEquals(1, files());
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }
}
