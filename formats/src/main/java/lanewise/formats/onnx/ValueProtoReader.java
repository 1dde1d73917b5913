package lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.formats.protobuf.WireReader;

/** Reads {@code SequenceProto}, {@code OptionalProto} and {@code MapProto}. */
final class ValueProtoReader {
  private ValueProtoReader() {}

  static OnnxValue.Sequence readSequence(OnnxInput input) {
    WireReader in = input.wire();
    String name = "";
    List<OnnxValue> values = new ArrayList<>();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> name = in.string("SequenceProto.name");
        case 3, 4, 5, 6, 7 -> values.add(readValue(input, in.fieldNumber() - 3));
        default -> in.skip();
      }
    }
    return new OnnxValue.Sequence(name, values);
  }

  static OnnxValue.OptionalValue readOptional(OnnxInput input) {
    WireReader in = input.wire();
    String name = "";
    Optional<OnnxValue> value = Optional.empty();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> name = in.string("OptionalProto.name");
        case 3, 4, 5, 6, 7 -> value = Optional.of(readValue(input, in.fieldNumber() - 3));
        default -> in.skip();
      }
    }
    return new OnnxValue.OptionalValue(name, value);
  }

  /** Both messages name their kinds of value in one order. */
  private static OnnxValue readValue(OnnxInput input, int kind) {
    WireReader in = input.wire();
    long outer = in.enter("value");
    OnnxValue value =
        switch (kind) {
          case 0 -> TensorProtoReader.read(input);
          case 1 -> TensorProtoReader.readSparse(input);
          case 2 -> readSequence(input);
          case 3 -> readMap(input);
          default -> readOptional(input);
        };
    in.leave(outer);
    return value;
  }

  static OnnxValue.MapValue readMap(OnnxInput input) {
    WireReader in = input.wire();
    String name = "";
    OnnxDataType keyType = OnnxDataType.UNDEFINED;
    List<Long> numberKeys = new ArrayList<>();
    List<Object> stringKeys = new ArrayList<>();
    OnnxValue.Sequence values = new OnnxValue.Sequence("", List.of());
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> name = in.string("MapProto.name");
        case 2 -> keyType = TypeProtoReader.readDataType(in, "MapProto.key_type");
        case 3 -> in.int64s("MapProto.keys", numberKeys);
        case 4 -> stringKeys.add(in.string("MapProto.string_keys"));
        case 5 -> {
          long outer = in.enter("MapProto.values");
          values = readSequence(input);
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
    List<Object> keys = stringKeys.isEmpty() ? List.copyOf(numberKeys) : stringKeys;
    if (keys.size() != values.values().size()) {
      throw in.error("MapProto", keys.size() + " keys for " + values.values().size() + " values");
    }
    return new OnnxValue.MapValue(name, keyType, keys, values);
  }
}
