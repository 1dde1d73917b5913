package lanewise.formats.onnx;

import java.util.List;
import java.util.Optional;

/** {@code TypeProto}: the type of a value. */
public sealed interface OnnxType {
  /**
   * A dense tensor.
   *
   * @param shape the dimensions; empty where not even the rank is known
   */
  record TensorType(OnnxDataType elementType, Optional<List<OnnxDimension>> shape)
      implements OnnxType {
    public TensorType {
      shape = shape.isEmpty() ? shape : Optional.of(List.copyOf(shape.get()));
    }
  }

  /**
   * A sparse tensor.
   *
   * @param shape the dimensions; empty where not even the rank is known
   */
  record SparseTensorType(OnnxDataType elementType, Optional<List<OnnxDimension>> shape)
      implements OnnxType {
    public SparseTensorType {
      shape = shape.isEmpty() ? shape : Optional.of(List.copyOf(shape.get()));
    }
  }

  /** A list of values of one type. */
  record SequenceType(OnnxType elementType) implements OnnxType {}

  /** A value or nothing. */
  record OptionalType(OnnxType elementType) implements OnnxType {}

  /** A map from integers or strings. */
  record MapType(OnnxDataType keyType, OnnxType valueType) implements OnnxType {}

  /** The file does not say, or uses a type of its own. */
  record UnspecifiedType() implements OnnxType {}
}
