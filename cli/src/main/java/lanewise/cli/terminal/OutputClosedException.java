package lanewise.cli.terminal;

import java.io.IOException;
import java.io.PrintWriter;

/** Nobody reads standard output any more, so that there is no use in going on. */
public final class OutputClosedException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Ends the process like one that the system ended with the signal of a closed pipe. */
  public static final int EXIT_CODE = 141;

  private OutputClosedException() {
    super("standard output was closed");
  }

  /** Throws when what was written to {@code out} can't be read by anyone. */
  public static void check(PrintWriter out) throws OutputClosedException {
    if (out.checkError()) {
      throw new OutputClosedException();
    }
  }
}
