package lanewise.natives.machine;

/**
 * A vector register and, as a destination, its write mask.
 *
 * @param index 0 to 31
 * @param bits 128, 256 or 512
 * @param mask lanes that an instruction writes; {@link Mask#K0} for all
 * @param zeroing whether the other lanes become zero rather than keep their value
 */
public record Vec(int index, int bits, Mask mask, boolean zeroing) implements Operand {
  /** The low 128 bits of vector register {@code index}. */
  public static Vec xmm(int index) {
    return new Vec(index, 128, Mask.K0, false);
  }

  /** The low 256 bits of vector register {@code index}. */
  public static Vec ymm(int index) {
    return new Vec(index, 256, Mask.K0, false);
  }

  /** All 512 bits of vector register {@code index}. */
  public static Vec zmm(int index) {
    return new Vec(index, 512, Mask.K0, false);
  }

  /** This register as a destination of which only the lanes in {@code lanes} are written. */
  public Vec masked(Mask lanes) {
    return new Vec(index, bits, lanes, false);
  }

  /** This register as a destination whose lanes outside {@code lanes} become zero. */
  public Vec zeroed(Mask lanes) {
    return new Vec(index, bits, lanes, true);
  }

  /** The same register at another width. */
  public Vec as(int otherBits) {
    return new Vec(index, otherBits, Mask.K0, false);
  }
}
