package lanewise.formats.npy;

import java.util.Optional;
import lanewise.kernels.ElementType;

/** NumPy's letters for element types, such as {@code f4}. */
final class NpyType {
  private NpyType() {}

  /** The type of these letters, without the mark of the byte order in front. */
  static Optional<ElementType> ofLetters(String letters) {
    return Optional.ofNullable(
        switch (letters) {
          case "f2" -> ElementType.FLOAT16;
          case "f4" -> ElementType.FLOAT32;
          case "f8" -> ElementType.FLOAT64;
          case "i1" -> ElementType.INT8;
          case "i2" -> ElementType.INT16;
          case "i4" -> ElementType.INT32;
          case "i8" -> ElementType.INT64;
          case "u1" -> ElementType.UINT8;
          case "u2" -> ElementType.UINT16;
          case "u4" -> ElementType.UINT32;
          case "u8" -> ElementType.UINT64;
          case "b1" -> ElementType.BOOL;
          case "c8" -> ElementType.COMPLEX64;
          case "c16" -> ElementType.COMPLEX128;
          default -> null;
        });
  }

  /** The letters for {@code type}, with the mark of the byte order in front. */
  static String description(ElementType type) {
    return switch (type) {
      case FLOAT16 -> "<f2";
      case FLOAT32 -> "<f4";
      case FLOAT64 -> "<f8";
      case INT8 -> "|i1";
      case INT16 -> "<i2";
      case INT32 -> "<i4";
      case INT64 -> "<i8";
      case UINT8, FLOAT8_E4M3FN, FLOAT8_E4M3FNUZ, FLOAT8_E5M2, FLOAT8_E5M2FNUZ, FLOAT8_E8M0 ->
          "|u1";
      case UINT16, BFLOAT16 -> "<u2";
      case UINT32 -> "<u4";
      case UINT64 -> "<u8";
      case BOOL -> "|b1";
      case COMPLEX64 -> "<c8";
      case COMPLEX128 -> "<c16";
      default ->
          throw new IllegalArgumentException(
              "NPY files have no elements of type " + type.label() + "; widen them first");
    };
  }

  /** Bytes that change places when the byte order does: the parts of a complex number do not. */
  static int swappedBytes(ElementType type) {
    return switch (type) {
      case COMPLEX64 -> 4;
      case COMPLEX128 -> 8;
      default -> type.blockBytes();
    };
  }
}
