package lanewise.formats.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code AttributeProto}: a named constant of a node, by its kind. */
public sealed interface OnnxAttribute {
  /** The attribute's name. */
  String name();

  /** {@code FLOAT}. */
  record FloatValue(String name, float value) implements OnnxAttribute {}

  /** {@code INT}. */
  record IntValue(String name, long value) implements OnnxAttribute {}

  /**
   * {@code STRING}, which ONNX defines as bytes.
   *
   * @param bytes the bytes, as a slice of the file where it came from one
   */
  record StringValue(String name, MemorySegment bytes) implements OnnxAttribute {
    /** An attribute of this text. */
    public static StringValue of(String name, String text) {
      return new StringValue(
          name, MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)).asReadOnly());
    }

    /** The bytes as text; what is not UTF-8 becomes replacement characters. */
    public String text() {
      return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** Whether the names and the bytes are the same. */
    @Override
    public boolean equals(Object other) {
      return other instanceof StringValue that
          && name.equals(that.name)
          && bytes.mismatch(that.bytes) < 0;
    }

    @Override
    public int hashCode() {
      return 31 * name.hashCode() + Long.hashCode(bytes.byteSize());
    }

    @Override
    public String toString() {
      return name + "=" + text();
    }
  }

  /** {@code TENSOR}. */
  record TensorValue(String name, OnnxTensor value) implements OnnxAttribute {}

  /** {@code SPARSE_TENSOR}. */
  record SparseTensorValue(String name, OnnxSparseTensor value) implements OnnxAttribute {}

  /** {@code GRAPH}: the body of an {@code If}, {@code Loop} or {@code Scan}. */
  record GraphValue(String name, OnnxGraph value) implements OnnxAttribute {}

  /** {@code TYPE_PROTO}. */
  record TypeValue(String name, OnnxType value) implements OnnxAttribute {}

  /** {@code FLOATS}. */
  record Floats(String name, List<Float> values) implements OnnxAttribute {
    public Floats {
      values = List.copyOf(values);
    }

    /** A copy of the values. */
    public float[] toArray() {
      float[] array = new float[values.size()];
      for (int index = 0; index < array.length; index++) {
        array[index] = values.get(index);
      }
      return array;
    }
  }

  /** {@code INTS}. */
  record Ints(String name, List<Long> values) implements OnnxAttribute {
    public Ints {
      values = List.copyOf(values);
    }

    /** A copy of the values. */
    public long[] toArray() {
      long[] array = new long[values.size()];
      for (int index = 0; index < array.length; index++) {
        array[index] = values.get(index);
      }
      return array;
    }
  }

  /** {@code STRINGS}, which must be UTF-8. */
  record Strings(String name, List<String> values) implements OnnxAttribute {
    public Strings {
      values = List.copyOf(values);
    }
  }

  /** {@code TENSORS}. */
  record Tensors(String name, List<OnnxTensor> values) implements OnnxAttribute {
    public Tensors {
      values = List.copyOf(values);
    }
  }

  /** {@code SPARSE_TENSORS}. */
  record SparseTensors(String name, List<OnnxSparseTensor> values) implements OnnxAttribute {
    public SparseTensors {
      values = List.copyOf(values);
    }
  }

  /** {@code GRAPHS}. */
  record Graphs(String name, List<OnnxGraph> values) implements OnnxAttribute {
    public Graphs {
      values = List.copyOf(values);
    }
  }

  /** {@code TYPE_PROTOS}. */
  record Types(String name, List<OnnxType> values) implements OnnxAttribute {
    public Types {
      values = List.copyOf(values);
    }
  }

  /**
   * Stands, inside a function, for the attribute {@code refAttrName} of the calling node.
   *
   * @param kindNumber {@code AttributeProto.AttributeType} of what it stands for
   */
  record Reference(String name, String refAttrName, int kindNumber) implements OnnxAttribute {}
}
