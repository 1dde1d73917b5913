package lanewise.natives.machine;

import java.io.Serial;

/**
 * This process may not, or can't, run machine code of its own. The message says why and, where
 * there is a way, how to mend it. Callers go on without machine code.
 */
public final class MachineCodeRefusedException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MachineCodeRefusedException(String reason) {
    super(reason);
  }

  public MachineCodeRefusedException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
