package lanewise.kernels;

/**
 * What a tensor's elements are and how they lie in memory, little-endian.
 *
 * <p>Plain types hold one element in {@link #blockBytes} bytes. Packed types hold several elements
 * in one block: 4-bit and 2-bit numbers as ONNX stores them (two or four in a byte, the first in
 * the low bits), and the quantized blocks of GGUF files, which carry their own scales.
 */
public enum ElementType {
  FLOAT32("f32", 1, 4),
  FLOAT64("f64", 1, 8),
  FLOAT16("f16", 1, 2),
  BFLOAT16("bf16", 1, 2),
  FLOAT8_E4M3FN("f8e4m3fn", 1, 1),
  FLOAT8_E4M3FNUZ("f8e4m3fnuz", 1, 1),
  FLOAT8_E5M2("f8e5m2", 1, 1),
  FLOAT8_E5M2FNUZ("f8e5m2fnuz", 1, 1),
  FLOAT8_E8M0("f8e8m0", 1, 1),
  INT8("i8", 1, 1),
  UINT8("u8", 1, 1),
  INT16("i16", 1, 2),
  UINT16("u16", 1, 2),
  INT32("i32", 1, 4),
  UINT32("u32", 1, 4),
  INT64("i64", 1, 8),
  UINT64("u64", 1, 8),
  BOOL("bool", 1, 1),
  COMPLEX64("c64", 1, 8),
  COMPLEX128("c128", 1, 16),
  INT4("i4", 2, 1),
  UINT4("u4", 2, 1),
  INT2("i2", 4, 1),
  UINT2("u2", 4, 1),
  FLOAT4_E2M1("f4e2m1", 2, 1),
  Q4_0("q4_0", 32, 18),
  Q4_1("q4_1", 32, 20),
  Q5_0("q5_0", 32, 22),
  Q5_1("q5_1", 32, 24),
  Q8_0("q8_0", 32, 34),
  Q2_K("q2_K", 256, 84),
  Q3_K("q3_K", 256, 110),
  Q4_K("q4_K", 256, 144),
  Q5_K("q5_K", 256, 176),
  Q6_K("q6_K", 256, 210),
  IQ1_S("iq1_s", 256, 50),
  IQ1_M("iq1_m", 256, 56),
  IQ2_XXS("iq2_xxs", 256, 66),
  IQ2_XS("iq2_xs", 256, 74),
  IQ2_S("iq2_s", 256, 82),
  IQ3_XXS("iq3_xxs", 256, 98),
  IQ3_S("iq3_s", 256, 110),
  IQ4_NL("iq4_nl", 32, 18),
  IQ4_XS("iq4_xs", 256, 136),
  TQ1_0("tq1_0", 256, 54),
  TQ2_0("tq2_0", 256, 66),
  MXFP4("mxfp4", 32, 17);

  private final String label;
  private final int blockElements;
  private final int blockBytes;

  ElementType(String label, int blockElements, int blockBytes) {
    this.label = label;
    this.blockElements = blockElements;
    this.blockBytes = blockBytes;
  }

  /** The short name that tables and messages use, such as {@code f32}. */
  public String label() {
    return label;
  }

  /** Elements in one block; 1 for plain types. */
  public int blockElements() {
    return blockElements;
  }

  /** Bytes of one block. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Whether each element has an address of its own. */
  public boolean isPlain() {
    return blockElements == 1;
  }

  /** Whether the type is one of GGUF's block formats, whose blocks carry their own scales. */
  public boolean isScaledBlock() {
    return compareTo(Q4_0) >= 0;
  }

  /** Whether the type is an integer of 2 to 64 bits; {@code BOOL} is not. */
  public boolean isInteger() {
    return switch (this) {
      case INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, INT4, UINT4, INT2, UINT2 ->
          true;
      default -> false;
    };
  }

  /** Whether the type is a real floating-point number. */
  public boolean isFloat() {
    return switch (this) {
      case FLOAT32,
          FLOAT64,
          FLOAT16,
          BFLOAT16,
          FLOAT8_E4M3FN,
          FLOAT8_E4M3FNUZ,
          FLOAT8_E5M2,
          FLOAT8_E5M2FNUZ,
          FLOAT8_E8M0,
          FLOAT4_E2M1 ->
          true;
      default -> false;
    };
  }

  /**
   * Bytes that {@code elementCount} elements take, the last block whole.
   *
   * @throws ArithmeticException if the size passes {@code Long.MAX_VALUE}
   */
  public long byteSize(long elementCount) {
    if (elementCount < 0) {
      throw new IllegalArgumentException("negative element count: " + elementCount);
    }
    long blocks = elementCount / blockElements + (elementCount % blockElements == 0 ? 0 : 1);
    return Math.multiplyExact(blocks, (long) blockBytes);
  }
}
