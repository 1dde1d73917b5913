package lanewise.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What a person reads of an exception: one line. */
final class ErrorText {
  private ErrorText() {}

  static String of(Throwable exception) {
    return switch (exception) {
      case NoSuchFileException e when e.getReason() == null -> e.getFile() + ": no such file";
      case AccessDeniedException e when e.getReason() == null ->
          e.getFile() + ": permission denied";
      case FileSystemException e -> e.getMessage();
      default -> exception.getMessage() == null ? exception.toString() : exception.getMessage();
    };
  }
}
