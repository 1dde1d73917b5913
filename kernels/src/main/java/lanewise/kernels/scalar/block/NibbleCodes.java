package lanewise.kernels.scalar.block;

import lanewise.kernels.ElementType;

/** What the 16 codes of 4 bits stand for. */
public final class NibbleCodes {
  private static final byte[] NONLINEAR = {
    -127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113
  };

  /** Twice what the codes of a float with 2 bits of exponent and 1 of mantissa stand for. */
  private static final byte[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

  private NibbleCodes() {}

  /** A copy of a type's table: Q4_0 counts from -8, Q4_1 from 0, the others look the code up. */
  public static byte[] of(ElementType type) {
    return switch (type) {
      case Q4_0 -> counting(-8);
      case Q4_1 -> counting(0);
      case IQ4_NL, IQ4_XS -> NONLINEAR.clone();
      case MXFP4 -> E2M1.clone();
      default -> throw new IllegalArgumentException(type.label() + " has no codes of 4 bits");
    };
  }

  private static byte[] counting(int first) {
    byte[] codes = new byte[16];
    for (int i = 0; i < codes.length; i++) {
      codes[i] = (byte) (first + i);
    }
    return codes;
  }
}
