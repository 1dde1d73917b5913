package lanewise.formats.gguf;

import java.util.EnumMap;
import java.util.Map;
import lanewise.kernels.ElementType;

/** The numbers that stand for element types in a GGUF file: ggml's {@code enum ggml_type}. */
public final class GgufTensorTypes {
  private static final Map<ElementType, Integer> IDS = new EnumMap<>(ElementType.class);
  private static final ElementType[] TYPES = new ElementType[40];

  static {
    put(0, ElementType.FLOAT32);
    put(1, ElementType.FLOAT16);
    put(2, ElementType.Q4_0);
    put(3, ElementType.Q4_1);
    put(6, ElementType.Q5_0);
    put(7, ElementType.Q5_1);
    put(8, ElementType.Q8_0);
    put(10, ElementType.Q2_K);
    put(11, ElementType.Q3_K);
    put(12, ElementType.Q4_K);
    put(13, ElementType.Q5_K);
    put(14, ElementType.Q6_K);
    put(16, ElementType.IQ2_XXS);
    put(17, ElementType.IQ2_XS);
    put(18, ElementType.IQ3_XXS);
    put(19, ElementType.IQ1_S);
    put(20, ElementType.IQ4_NL);
    put(21, ElementType.IQ3_S);
    put(22, ElementType.IQ2_S);
    put(23, ElementType.IQ4_XS);
    put(24, ElementType.INT8);
    put(25, ElementType.INT16);
    put(26, ElementType.INT32);
    put(27, ElementType.INT64);
    put(28, ElementType.FLOAT64);
    put(29, ElementType.IQ1_M);
    put(30, ElementType.BFLOAT16);
    put(34, ElementType.TQ1_0);
    put(35, ElementType.TQ2_0);
    put(39, ElementType.MXFP4);
  }

  private GgufTensorTypes() {}

  private static void put(int id, ElementType type) {
    IDS.put(type, id);
    TYPES[id] = type;
  }

  /**
   * The number of a type.
   *
   * @throws IllegalArgumentException if GGUF has no such type
   */
  public static int id(ElementType type) {
    Integer id = IDS.get(type);
    if (id == null) {
      throw new IllegalArgumentException("GGUF files hold no " + type.label());
    }
    return id;
  }

  /** The type of a number, or null. */
  static ElementType ofId(long id) {
    return id >= 0 && id < TYPES.length ? TYPES[(int) id] : null;
  }

  /** Why a number is no type's, for messages. */
  static String refusal(long id) {
    return switch (Math.clamp(id, -1, Integer.MAX_VALUE)) {
      case 4, 5 -> "is " + id + ", a type that ggml has dropped (Q4_2, Q4_3); quantize again";
      case 31, 32, 33, 36, 37, 38 ->
          "is "
              + id
              + ", a type repacked for one kind of CPU that ggml has dropped;"
              + " use the Q4_0 or IQ4_NL file";
      case 9, 15 -> "is " + id + ", a type of activations that no file holds (Q8_1, Q8_K)";
      default -> "is " + id + ", which is not the number of a known type";
    };
  }
}
