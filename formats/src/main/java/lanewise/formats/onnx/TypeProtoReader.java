package lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.formats.protobuf.WireReader;

/** Reads {@code ValueInfoProto} and {@code TypeProto}. */
final class TypeProtoReader {
  private static final OnnxDimension UNKNOWN = new OnnxDimension.Unknown();

  private TypeProtoReader() {}

  static OnnxValueInfo readValueInfo(WireReader in) {
    String name = "";
    OnnxType type = new OnnxType.UnspecifiedType();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> name = in.string("ValueInfoProto.name");
        case 2 -> {
          long outer = in.enter("ValueInfoProto.type");
          type = read(in);
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
    return new OnnxValueInfo(name, type);
  }

  static OnnxType read(WireReader in) {
    OnnxType type = new OnnxType.UnspecifiedType();
    while (in.next()) {
      int field = in.fieldNumber();
      switch (field) {
        case 1, 4, 5, 8, 9 -> {
          long outer = in.enter("TypeProto.value");
          type =
              switch (field) {
                case 1 -> readTensorType(in, false);
                case 4 -> new OnnxType.SequenceType(readElementType(in));
                case 5 -> readMapType(in);
                case 8 -> readTensorType(in, true);
                default -> new OnnxType.OptionalType(readElementType(in));
              };
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
    return type;
  }

  private static OnnxType readTensorType(WireReader in, boolean sparse) {
    OnnxDataType elementType = OnnxDataType.UNDEFINED;
    Optional<List<OnnxDimension>> shape = Optional.empty();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> elementType = readDataType(in, "TypeProto.Tensor.elem_type");
        case 2 -> {
          long outer = in.enter("TypeProto.Tensor.shape");
          shape = Optional.of(readShape(in));
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
    return sparse
        ? new OnnxType.SparseTensorType(elementType, shape)
        : new OnnxType.TensorType(elementType, shape);
  }

  private static List<OnnxDimension> readShape(WireReader in) {
    List<OnnxDimension> dimensions = new ArrayList<>();
    while (in.next()) {
      if (in.fieldNumber() != 1) {
        in.skip();
        continue;
      }
      if (dimensions.size() == OnnxReader.MAX_RANK) {
        throw in.error(
            "TensorShapeProto.dim", "more than the " + OnnxReader.MAX_RANK + " dimensions allowed");
      }
      long outer = in.enter("TensorShapeProto.dim");
      dimensions.add(readDimension(in));
      in.leave(outer);
    }
    return dimensions;
  }

  private static OnnxDimension readDimension(WireReader in) {
    OnnxDimension dimension = UNKNOWN;
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> {
          long size = in.int64("TensorShapeProto.Dimension.dim_value");
          if (size < -1) {
            throw in.error(
                "TensorShapeProto.Dimension.dim_value",
                "found " + size + ", allowed are sizes from 0, and -1 for unknown");
          }
          dimension = size < 0 ? UNKNOWN : new OnnxDimension.Known(size);
        }
        case 2 -> {
          String symbol = in.string("TensorShapeProto.Dimension.dim_param");
          dimension = symbol.isEmpty() ? UNKNOWN : new OnnxDimension.Symbol(symbol);
        }
        default -> in.skip();
      }
    }
    return dimension;
  }

  private static OnnxType readElementType(WireReader in) {
    OnnxType type = new OnnxType.UnspecifiedType();
    while (in.next()) {
      if (in.fieldNumber() == 1) {
        long outer = in.enter("TypeProto.elem_type");
        type = read(in);
        in.leave(outer);
      } else {
        in.skip();
      }
    }
    return type;
  }

  private static OnnxType readMapType(WireReader in) {
    OnnxDataType keyType = OnnxDataType.UNDEFINED;
    OnnxType valueType = new OnnxType.UnspecifiedType();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> keyType = readDataType(in, "TypeProto.Map.key_type");
        case 2 -> {
          long outer = in.enter("TypeProto.Map.value_type");
          valueType = read(in);
          in.leave(outer);
        }
        default -> in.skip();
      }
    }
    return new OnnxType.MapType(keyType, valueType);
  }

  static OnnxDataType readDataType(WireReader in, String field) {
    int number = in.int32(field);
    Optional<OnnxDataType> type = OnnxDataType.ofNumber(number);
    if (type.isEmpty()) {
      throw in.error(field, "found " + number + ", known are 0 to " + OnnxDataType.INT2.number());
    }
    return type.get();
  }
}
