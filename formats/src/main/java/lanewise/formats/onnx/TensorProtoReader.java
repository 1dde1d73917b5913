package lanewise.formats.onnx;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.ModelFormatException;
import lanewise.formats.protobuf.WireReader;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.natives.memory.NativeMemory;

/**
 * Reads one {@code TensorProto}.
 *
 * <p>What the typed fields mean depends on {@code data_type} and {@code dims}, which may follow
 * them. So a first pass reads everything else, and a second one decodes the numbers.
 */
final class TensorProtoReader {
  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int INT64_DATA = 7;
  private static final int DOUBLE_DATA = 10;
  private static final int UINT64_DATA = 11;
  private static final int EXTERNAL = 1;

  /** A multiple of every number's size. */
  private static final int STAGED_BYTES = 4096;

  private final OnnxInput input;
  private final WireReader in;
  private final long start;
  private String name = "";
  private OnnxDataType dataType = OnnxDataType.UNDEFINED;
  private final List<Long> dims = new ArrayList<>(4);
  private List<String> strings = List.of();
  private Map<String, String> externalData = Map.of();
  private int location;
  private MemorySegment rawData;
  private int numbersField;

  /** The whole data, where it is one packed field whose bytes lie like the tensor's. */
  private MemorySegment packedFloats;

  private TensorProtoReader(OnnxInput input) {
    this.input = input;
    this.in = input.wire();
    this.start = in.position();
  }

  /** Reads the tensor whose message has been entered. */
  static OnnxTensor read(OnnxInput input) {
    TensorProtoReader reader = new TensorProtoReader(input);
    while (reader.in.next()) {
      reader.readField();
    }
    return reader.build();
  }

  private void readField() {
    switch (in.fieldNumber()) {
      case 1 -> in.int64s("TensorProto.dims", dims);
      case 2 -> dataType = TypeProtoReader.readDataType(in, "TensorProto.data_type");
      case 3 -> throw in.error("TensorProto.segment", "tensors in segments are not supported");
      case FLOAT_DATA, INT32_DATA, INT64_DATA, DOUBLE_DATA, UINT64_DATA -> {
        int field = in.fieldNumber();
        if (numbersField != 0 && numbersField != field) {
          throw in.error("TensorProto", "data in two fields: " + numbersField + " and " + field);
        }
        packedFloats =
            numbersField == 0 && in.isLengthDelimited() && fixedBytes(field) > 0
                ? in.bytes("TensorProto data")
                : skipNumbers();
        numbersField = field;
      }
      case 6 -> {
        if (strings.isEmpty()) {
          strings = new ArrayList<>();
        }
        strings.add(in.string("TensorProto.string_data"));
      }
      case 8 -> name = in.string("TensorProto.name");
      case 9 -> rawData = in.bytes("TensorProto.raw_data");
      case 13 -> {
        if (externalData.isEmpty()) {
          externalData = new LinkedHashMap<>();
        }
        ModelProtoReader.readEntry(in, "TensorProto.external_data", externalData);
      }
      case 14 -> location = in.int32("TensorProto.data_location");
      default -> in.skip();
    }
  }

  private MemorySegment skipNumbers() {
    in.skip();
    return null;
  }

  private OnnxTensor build() {
    Shape shape = shape(in, "TensorProto.dims", dims);
    if (dataType == OnnxDataType.STRING) {
      if (rawData != null || numbersField != 0 || strings.size() != shape.elementCount()) {
        throw error("TensorProto.string_data", shape + " wants as many strings and nothing else");
      }
      return OnnxTensor.ofStrings(name, shape, strings);
    }
    ElementType type = dataType.elementType().orElse(null);
    if (type == null) {
      throw error("TensorProto.data_type", "found UNDEFINED, allowed are 1 to 26");
    }
    long byteSize = byteSize(type, shape);
    if (!strings.isEmpty()) {
      throw error("TensorProto.string_data", "found strings in a tensor of " + dataType);
    }
    if (location == EXTERNAL) {
      if (numbersField != 0 || rawData != null) {
        throw error("TensorProto.data_location", "found EXTERNAL and data in the tensor itself");
      }
      return OnnxTensor.of(
          name, type, shape, input.external().find(name, externalData, byteSize, in.position()));
    }
    if (location != 0) {
      throw error("TensorProto.data_location", "found " + location + ", allowed are 0 and 1");
    }
    return OnnxTensor.of(name, type, shape, inlineData(type, byteSize));
  }

  private MemorySegment inlineData(ElementType type, long byteSize) {
    if (numbersField == 0) {
      MemorySegment raw = rawData == null ? MemorySegment.NULL : rawData;
      if (raw.byteSize() != byteSize) {
        throw error(
            "TensorProto.raw_data",
            "found " + raw.byteSize() + " bytes, " + describe() + " takes " + byteSize);
      }
      return raw;
    }
    if (rawData != null && rawData.byteSize() != 0) {
      throw error("TensorProto.raw_data", "found beside data in field " + numbersField);
    }
    if (numbersField != numbersFieldOf(type)) {
      throw error(
          "TensorProto", "found data in field " + numbersField + ", which is not for " + dataType);
    }
    if (packedFloats == null) {
      return decodeNumbers(byteSize, numberBytesOf(type));
    }
    if (packedFloats.byteSize() != byteSize) {
      throw error(
          "TensorProto data",
          "found " + packedFloats.byteSize() + " bytes, " + describe() + " takes " + byteSize);
    }
    return packedFloats;
  }

  private MemorySegment decodeNumbers(long byteSize, int numberBytes) {
    long end = in.position();
    long expected = byteSize / numberBytes;
    if (expected > end - start) {
      throw error(
          "TensorProto.dims",
          describe() + " has " + expected + " numbers, the message " + (end - start) + " bytes");
    }
    WireReader second = in.again(start, end);
    MemorySegment target = NativeMemory.allocate(input.arena(), byteSize);
    Decoder decoder = new Decoder(target, numberBytes);
    int fixedBytes = fixedBytes(numbersField);
    while (second.next()) {
      if (second.fieldNumber() == numbersField) {
        second.numbers("TensorProto data", fixedBytes, decoder);
      } else {
        second.skip();
      }
    }
    decoder.finish();
    return target;
  }

  /** Gathers numbers in a small heap buffer, since single segment writes are slow when cold. */
  private final class Decoder implements WireReader.NumberSink {
    private final MemorySegment target;
    private final int numberBytes;
    private final byte[] staged;
    private int stagedBytes;
    private long written;

    Decoder(MemorySegment target, int numberBytes) {
      this.target = target;
      this.numberBytes = numberBytes;
      this.staged = new byte[(int) Math.min(STAGED_BYTES, target.byteSize())];
    }

    @Override
    public void add(long bits) {
      if (written + stagedBytes == target.byteSize()) {
        throw error("TensorProto data", "more numbers than " + describe() + " takes");
      }
      int width = 8 * numberBytes;
      if (width < 64 && bits >> width != 0 && bits >> (width - 1) != -1) {
        throw error("TensorProto data", "found " + bits + ", which does not fit " + dataType);
      }
      if (stagedBytes == staged.length) {
        flush();
      }
      for (int shift = 0; shift < width; shift += 8) {
        staged[stagedBytes++] = (byte) (bits >>> shift);
      }
    }

    private void flush() {
      MemorySegment.copy(staged, 0, target, JAVA_BYTE, written, stagedBytes);
      written += stagedBytes;
      stagedBytes = 0;
    }

    void finish() {
      flush();
      if (written != target.byteSize()) {
        throw error(
            "TensorProto data",
            "found "
                + written / numberBytes
                + " numbers, "
                + describe()
                + " takes "
                + target.byteSize() / numberBytes);
      }
    }
  }

  /** Bytes of a number in the data field, 0 for varints. */
  private static int fixedBytes(int field) {
    return switch (field) {
      case FLOAT_DATA -> 4;
      case DOUBLE_DATA -> 8;
      default -> 0;
    };
  }

  private static int numbersFieldOf(ElementType type) {
    return switch (type) {
      case FLOAT32, COMPLEX64 -> FLOAT_DATA;
      case FLOAT64, COMPLEX128 -> DOUBLE_DATA;
      case INT64 -> INT64_DATA;
      case UINT32, UINT64 -> UINT64_DATA;
      default -> INT32_DATA;
    };
  }

  private static int numberBytesOf(ElementType type) {
    return switch (type) {
      case COMPLEX64 -> 4;
      case COMPLEX128 -> 8;
      default -> type.blockBytes();
    };
  }

  /** Reads the sparse tensor whose message has been entered. */
  static OnnxSparseTensor readSparse(OnnxInput input) {
    WireReader in = input.wire();
    OnnxTensor values = null;
    OnnxTensor indices = null;
    List<Long> dims = new ArrayList<>();
    while (in.next()) {
      switch (in.fieldNumber()) {
        case 1 -> {
          long outer = in.enter("SparseTensorProto.values");
          values = read(input);
          in.leave(outer);
        }
        case 2 -> {
          long outer = in.enter("SparseTensorProto.indices");
          indices = read(input);
          in.leave(outer);
        }
        case 3 -> in.int64s("SparseTensorProto.dims", dims);
        default -> in.skip();
      }
    }
    if (values == null || indices == null) {
      throw in.error("SparseTensorProto", "values and indices must both be there");
    }
    try {
      return new OnnxSparseTensor(values, indices, shape(in, "SparseTensorProto.dims", dims));
    } catch (IllegalArgumentException e) {
      throw in.error("SparseTensorProto", e.getMessage());
    }
  }

  private static Shape shape(WireReader in, String field, List<Long> dims) {
    if (dims.size() > OnnxReader.MAX_RANK) {
      throw in.error(
          field,
          "found " + dims.size() + " dimensions, allowed are at most " + OnnxReader.MAX_RANK);
    }
    long[] dimensions = new long[dims.size()];
    for (int axis = 0; axis < dimensions.length; axis++) {
      dimensions[axis] = dims.get(axis);
    }
    try {
      return Shape.of(dimensions);
    } catch (IllegalArgumentException e) {
      throw in.error(field, e.getMessage());
    }
  }

  private long byteSize(ElementType type, Shape shape) {
    try {
      return type.byteSize(shape.elementCount());
    } catch (ArithmeticException e) {
      throw error("TensorProto.dims", "the size of " + dataType + shape + " passes 64 bits");
    }
  }

  private String describe() {
    return dataType + dims.toString();
  }

  private ModelFormatException error(String field, String problem) {
    return in.error(field, name.isEmpty() ? problem : "tensor '" + name + "': " + problem);
  }
}
