package lanewise.formats.onnx;

import java.util.List;
import java.util.Optional;

/** A value with its data: a tensor, a sparse tensor, or what holds such. */
public sealed interface OnnxValue
    permits OnnxTensor,
        OnnxSparseTensor,
        OnnxValue.Sequence,
        OnnxValue.OptionalValue,
        OnnxValue.MapValue {

  /** The value's name; empty where the file gives none. */
  String name();

  /** {@code SequenceProto}: values of one kind. */
  record Sequence(String name, List<OnnxValue> values) implements OnnxValue {
    public Sequence {
      values = List.copyOf(values);
    }
  }

  /** {@code OptionalProto}: a value or nothing. */
  record OptionalValue(String name, Optional<OnnxValue> value) implements OnnxValue {}

  /**
   * {@code MapProto}: values by keys, in the file's order.
   *
   * @param keys {@code Long} for integer types, {@code String} for strings, as many as the values
   */
  record MapValue(String name, OnnxDataType keyType, List<Object> keys, Sequence values)
      implements OnnxValue {
    public MapValue {
      keys = List.copyOf(keys);
      if (keys.size() != values.values().size()) {
        throw new IllegalArgumentException(
            keys.size() + " keys for " + values.values().size() + " values");
      }
    }
  }
}
