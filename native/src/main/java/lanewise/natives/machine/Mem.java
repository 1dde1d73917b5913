package lanewise.natives.machine;

/**
 * A memory operand: {@code [base + index · scale + disp]}, or a place in the code itself.
 *
 * @param base null for a place in the code
 * @param index null for none; never {@code RSP}
 * @param scale 1, 2, 4 or 8
 * @param disp bytes added
 * @param broadcast whether one element is read and repeated to the vector's width
 * @param label the place in the code, else null
 * @param mask lanes that a store writes; {@link Mask#K0} for all
 * @param vector the index as a vector register (gathers), else null
 */
public record Mem(
    Gp base, Gp index, int scale, int disp, boolean broadcast, Label label, Mask mask, Vec vector)
    implements Operand {

  /** Memory at {@code [base + disp]}. */
  public static Mem mem(Gp base, int disp) {
    return new Mem(base, null, 1, disp, false, null, Mask.K0, null);
  }

  /** Memory at {@code [base + index · scale + disp]}. */
  public static Mem mem(Gp base, Gp index, int scale, int disp) {
    if (index == Gp.RSP || (scale != 1 && scale != 2 && scale != 4 && scale != 8)) {
      throw new IllegalArgumentException("no such address: index " + index + ", scale " + scale);
    }
    return new Mem(base, index, scale, disp, false, null, Mask.K0, null);
  }

  /** Elements gathered from {@code [base + lane of index · scale + disp]}. */
  public static Mem gathered(Gp base, Vec index, int scale, int disp) {
    return new Mem(base, null, scale, disp, false, null, Mask.K0, index);
  }

  /** The bytes at a label, such as a constant. */
  public static Mem at(Label label) {
    return new Mem(null, null, 1, 0, false, label, Mask.K0, null);
  }

  /** One element at {@code [base + disp]}, repeated. */
  public static Mem broadcast(Gp base, int disp) {
    return mem(base, disp).repeated();
  }

  /** One element of this memory, repeated to the vector's width. */
  public Mem repeated() {
    return new Mem(base, index, scale, disp, true, label, mask, vector);
  }

  /** This memory as a destination of which only the lanes in {@code lanes} are written. */
  public Mem masked(Mask lanes) {
    return new Mem(base, index, scale, disp, broadcast, label, lanes, vector);
  }

  /** This memory, {@code bytes} further. */
  public Mem plus(int bytes) {
    return new Mem(base, index, scale, disp + bytes, broadcast, label, mask, vector);
  }
}
