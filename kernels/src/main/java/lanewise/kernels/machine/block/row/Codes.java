package lanewise.kernels.machine.block.row;

/** What 4-bit codes stand for that are looked up. */
final class Codes {
  /** Makes every entry of {@link #E2M1} positive or zero. */
  static final int E2M1_OFFSET = 12;

  /** IQ4_NL and IQ4_XS. */
  static final byte[] NONLINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice the values of MXFP4's floats of 2 bits exponent and 1 bit mantissa. */
  static final byte[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private Codes() {}

  /** A table with an offset, as unsigned bytes. */
  static byte[] plus(byte[] table, int offset) {
    byte[] moved = new byte[table.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = (byte) (table[i] + offset);
    }
    return moved;
  }
}
