package lanewise.formats.onnx;

import java.util.Optional;
import lanewise.kernels.ElementType;

/** {@code TensorProto.DataType}: what a tensor's elements are, by ONNX's names and numbers. */
public enum OnnxDataType {
  UNDEFINED(null),
  FLOAT(ElementType.FLOAT32),
  UINT8(ElementType.UINT8),
  INT8(ElementType.INT8),
  UINT16(ElementType.UINT16),
  INT16(ElementType.INT16),
  INT32(ElementType.INT32),
  INT64(ElementType.INT64),
  STRING(null),
  BOOL(ElementType.BOOL),
  FLOAT16(ElementType.FLOAT16),
  DOUBLE(ElementType.FLOAT64),
  UINT32(ElementType.UINT32),
  UINT64(ElementType.UINT64),
  COMPLEX64(ElementType.COMPLEX64),
  COMPLEX128(ElementType.COMPLEX128),
  BFLOAT16(ElementType.BFLOAT16),
  FLOAT8E4M3FN(ElementType.FLOAT8_E4M3FN),
  FLOAT8E4M3FNUZ(ElementType.FLOAT8_E4M3FNUZ),
  FLOAT8E5M2(ElementType.FLOAT8_E5M2),
  FLOAT8E5M2FNUZ(ElementType.FLOAT8_E5M2FNUZ),
  UINT4(ElementType.UINT4),
  INT4(ElementType.INT4),
  FLOAT4E2M1(ElementType.FLOAT4_E2M1),
  FLOAT8E8M0(ElementType.FLOAT8_E8M0),
  UINT2(ElementType.UINT2),
  INT2(ElementType.INT2);

  private static final OnnxDataType[] BY_NUMBER = values();

  private final ElementType elementType;

  OnnxDataType(ElementType elementType) {
    this.elementType = elementType;
  }

  /** The number that files hold. */
  public int number() {
    return ordinal();
  }

  /** How the elements lie in memory; empty for {@link #STRING} and {@link #UNDEFINED}. */
  public Optional<ElementType> elementType() {
    return Optional.ofNullable(elementType);
  }

  /** The type of this number, if there is one. */
  public static Optional<OnnxDataType> ofNumber(long number) {
    return number >= 0 && number < BY_NUMBER.length
        ? Optional.of(BY_NUMBER[(int) number])
        : Optional.empty();
  }

  /**
   * ONNX's type for elements that lie in memory like {@code elementType}; there is one for each.
   */
  public static OnnxDataType of(ElementType elementType) {
    for (OnnxDataType type : BY_NUMBER) {
      if (type.elementType == elementType) {
        return type;
      }
    }
    throw new IllegalArgumentException("ONNX has no type for " + elementType.label());
  }
}
