package lanewise.cli.terminal;

import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What a person reads of an exception: one line. */
public final class ErrorText {
  private ErrorText() {}

  /** What went wrong, on one line. */
  public static String of(Throwable exception) {
    String text =
        switch (exception) {
          case UncheckedIOException e -> of(e.getCause());
          case NoSuchFileException e when e.getReason() == null -> e.getFile() + ": no such file";
          case AccessDeniedException e when e.getReason() == null ->
              e.getFile() + ": permission denied";
          case NotDirectoryException e -> e.getFile() + ": not a folder";
          case FileSystemException e when e.getReason() == null ->
              e.getFile() + ": " + e.getClass().getSimpleName();
          case FileSystemException e -> e.getMessage();
          case CharacterCodingException e -> "the text is not UTF-8";
          case OutOfMemoryError e ->
              "out of memory ("
                  + e.getMessage()
                  + "); allow Java more with LANEWISE_JAVA_OPTS=-Xmx…";
          case StackOverflowError e -> "the input is nested too deeply";
          default -> exception.getMessage() == null ? exception.toString() : exception.getMessage();
        };
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
