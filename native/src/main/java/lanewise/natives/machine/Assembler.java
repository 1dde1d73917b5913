package lanewise.natives.machine;

/**
 * Writes x86-64 machine code, so that a kernel reads like its listing:
 *
 * <pre>{@code
 * a.vbroadcastss(zmm(28), mem(RAX, 0));
 * a.vfmadd231ps(zmm(0), zmm(28), zmm(24));
 * }</pre>
 *
 * <p>Operands come in the order of Intel's manual, the destination first. The bytes are those that
 * GNU {@code as} gives, but that a jump forwards always has a 32-bit distance. Not thread-safe.
 */
public final class Assembler extends TileCode {
  /** An assembler that has written nothing yet. */
  public Assembler() {}
}
