package lanewise.engine.embed;

import java.io.IOException;
import java.nio.file.Path;
import lanewise.formats.tokenizer.Tokenizer;

/**
 * A tokenizer that a thread of its own reads while the network is opened: a vocabulary takes a new
 * process about as long as getting its kernels ready.
 */
final class TokenizerReading {
  private final Reader reader;
  private final Thread thread;

  private TokenizerReading(Path file) {
    reader = new Reader(file);
    thread = Thread.ofPlatform().daemon().name("lanewise-tokenizer").start(reader);
  }

  static TokenizerReading start(Path file) {
    return new TokenizerReading(file);
  }

  /** Waits until the file is read, also in an interrupted thread, which stays so. */
  Tokenizer await() throws IOException {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return reader.result();
  }

  /** What ends with a tokenizer or with what prevented it. */
  private static final class Reader implements Runnable {
    private final Path file;
    private Tokenizer tokenizer;
    private Throwable failure;

    Reader(Path file) {
      this.file = file;
    }

    @Override
    public void run() {
      try {
        tokenizer = Tokenizer.open(file);
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
      }
    }

    Tokenizer result() throws IOException {
      if (failure instanceof IOException e) {
        throw e;
      }
      if (failure instanceof RuntimeException e) {
        throw e;
      }
      if (failure instanceof Error e) {
        throw e;
      }
      return tokenizer;
    }
  }
}
