package lanewise.kernels.ceiling;

/** One thing that hardware can do at most so often. */
public enum Ceiling {
  /** Multiply-adds of f32 out of registers, two operations each. */
  FMA_F32("f32 multiply-add", "GFLOP/s"),
  /** Dot products of pairs of bf16 out of registers, two operations for each product. */
  DOT_BF16("bf16 dot product", "GFLOP/s"),
  /** Dot products of bytes out of registers, two operations for each product. */
  DOT_INT8("int8 dot product", "GOP/s"),
  /** Reading memory. */
  READ("reading", "GB/s");

  private final String label;
  private final String unit;

  Ceiling(String label, String unit) {
    this.label = label;
    this.unit = unit;
  }

  /** What is counted, in words. */
  public String label() {
    return label;
  }

  /** The unit of rates: 10⁹ operations or bytes a second. */
  public String unit() {
    return unit;
  }
}
