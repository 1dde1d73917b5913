package lanewise.formats.onnx;

import java.util.ArrayList;
import java.util.List;
import lanewise.formats.protobuf.WireWriter;
import lanewise.kernels.Shape;

/** Builds {@code TensorProto}, {@code SparseTensorProto} and the messages that hold values. */
final class TensorProtoWriter {
  /** Where the value fields of {@code SequenceProto} and {@code OptionalProto} begin. */
  private static final int FIRST_VALUE_FIELD = 3;

  private TensorProtoWriter() {}

  static WireWriter tensor(OnnxTensor tensor) {
    WireWriter out = new WireWriter();
    addDims(out, 1, tensor.shape());
    out.int64(2, tensor.dataType().number());
    tensor.strings().forEach(string -> out.string(6, string));
    out.stringUnlessEmpty(8, tensor.name());
    return tensor.isString() ? out : out.bytes(9, tensor.segment());
  }

  static WireWriter sparse(OnnxSparseTensor sparse) {
    WireWriter out =
        new WireWriter().message(1, tensor(sparse.values())).message(2, tensor(sparse.indices()));
    addDims(out, 3, sparse.shape());
    return out;
  }

  static WireWriter value(OnnxValue value) {
    return switch (value) {
      case OnnxTensor tensor -> tensor(tensor);
      case OnnxSparseTensor sparse -> sparse(sparse);
      case OnnxValue.Sequence sequence -> sequence(sequence);
      case OnnxValue.OptionalValue optional -> optional(optional);
      case OnnxValue.MapValue map -> map(map);
    };
  }

  private static WireWriter sequence(OnnxValue.Sequence sequence) {
    WireWriter out = new WireWriter().stringUnlessEmpty(1, sequence.name());
    if (!sequence.values().isEmpty()) {
      out.int64(2, 1 + kind(sequence.values().get(0)));
    }
    for (OnnxValue value : sequence.values()) {
      out.message(FIRST_VALUE_FIELD + kind(value), value(value));
    }
    return out;
  }

  private static WireWriter optional(OnnxValue.OptionalValue optional) {
    WireWriter out = new WireWriter().stringUnlessEmpty(1, optional.name());
    if (optional.value().isPresent()) {
      OnnxValue value = optional.value().get();
      out.int64(2, 1 + kind(value)).message(FIRST_VALUE_FIELD + kind(value), value(value));
    }
    return out;
  }

  private static WireWriter map(OnnxValue.MapValue map) {
    WireWriter out = new WireWriter().stringUnlessEmpty(1, map.name());
    out.int64(2, map.keyType().number());
    for (Object key : map.keys()) {
      if (key instanceof Long number) {
        out.int64(3, number);
      } else {
        out.string(4, (String) key);
      }
    }
    return out.message(5, sequence(map.values()));
  }

  /** The order in which {@code SequenceProto} and {@code OptionalProto} number kinds of values. */
  private static int kind(OnnxValue value) {
    return switch (value) {
      case OnnxTensor tensor -> 0;
      case OnnxSparseTensor sparse -> 1;
      case OnnxValue.Sequence sequence -> 2;
      case OnnxValue.MapValue map -> 3;
      case OnnxValue.OptionalValue optional -> 4;
    };
  }

  private static void addDims(WireWriter out, int field, Shape shape) {
    if (shape.rank() > 0) {
      List<Long> dims = new ArrayList<>(shape.rank());
      for (long dimension : shape.dimensions()) {
        dims.add(dimension);
      }
      out.int64s(field, dims);
    }
  }
}
