package lanewise.formats.onnx;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * {@code TensorProto}: a named constant.
 *
 * <p>Elements other than strings are native memory, row-major and little-endian, whichever way the
 * file keeps them: {@code raw_data} and external data are slices of the mapped file, at any
 * alignment; the typed fields ({@code float_data} and so on) have been decoded into memory of the
 * reader's arena.
 */
public final class OnnxTensor implements OnnxValue {
  private final String name;
  private final OnnxDataType dataType;
  private final Shape shape;
  private final Tensor tensor;
  private final List<String> strings;

  private OnnxTensor(
      String name, OnnxDataType dataType, Shape shape, Tensor tensor, List<String> strings) {
    this.name = name;
    this.dataType = dataType;
    this.shape = shape;
    this.tensor = tensor;
    this.strings = strings;
  }

  /** A tensor over the memory of {@code tensor}; no copy is made. */
  public static OnnxTensor of(String name, Tensor tensor) {
    return new OnnxTensor(name, OnnxDataType.of(tensor.type()), tensor.shape(), tensor, List.of());
  }

  /** A tensor of strings, as many as {@code shape} has elements. */
  public static OnnxTensor ofStrings(String name, Shape shape, List<String> strings) {
    if (strings.size() != shape.elementCount()) {
      throw new IllegalArgumentException(
          shape + " holds " + shape.elementCount() + " strings, not " + strings.size());
    }
    return new OnnxTensor(name, OnnxDataType.STRING, shape, null, List.copyOf(strings));
  }

  static OnnxTensor of(String name, ElementType type, Shape shape, MemorySegment elements) {
    return of(name, Tensor.of(type, shape, elements));
  }

  /** The tensor's name; empty where the file gives none. */
  @Override
  public String name() {
    return name;
  }

  public OnnxDataType dataType() {
    return dataType;
  }

  public Shape shape() {
    return shape;
  }

  /** Whether the elements are strings: then {@link #strings} has them, and there is no tensor. */
  public boolean isString() {
    return tensor == null;
  }

  /**
   * The elements as a tensor over the same memory; no copy is made.
   *
   * @throws IllegalStateException if the elements are strings
   */
  public Tensor toTensor() {
    if (tensor == null) {
      throw new IllegalStateException("tensor '" + name + "' holds strings, not numbers");
    }
    return tensor;
  }

  /**
   * The elements' memory: exactly their bytes.
   *
   * @throws IllegalStateException if the elements are strings
   */
  public MemorySegment segment() {
    return toTensor().segment();
  }

  /** The elements of a string tensor, row-major; empty for all others. */
  public List<String> strings() {
    return strings;
  }

  /** Whether names, types, shapes and all elements' bits are the same. */
  @Override
  public boolean equals(Object other) {
    return other instanceof OnnxTensor that
        && name.equals(that.name)
        && dataType == that.dataType
        && shape.equals(that.shape)
        && strings.equals(that.strings)
        && (tensor == null || tensor.segment().mismatch(that.tensor.segment()) < 0);
  }

  @Override
  public int hashCode() {
    return (31 * name.hashCode() + shape.hashCode()) * 31 + dataType.number();
  }

  /** The name, the type and the shape. */
  @Override
  public String toString() {
    return name + " " + dataType + shape;
  }
}
