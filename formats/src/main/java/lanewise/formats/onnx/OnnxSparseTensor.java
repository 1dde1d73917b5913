package lanewise.formats.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/**
 * {@code SparseTensorProto}: the elements that are not zero, and where they are.
 *
 * @param values the elements, of rank 1; their name is the sparse tensor's
 * @param indices {@code INT64}: of shape {@code [values]} as row-major positions, or {@code
 *     [values, rank]} as coordinates
 * @param shape the shape of the dense tensor
 */
public record OnnxSparseTensor(OnnxTensor values, OnnxTensor indices, Shape shape)
    implements OnnxValue {

  /**
   * @throws IllegalArgumentException if the parts do not fit together or an index lies outside
   */
  public OnnxSparseTensor {
    if (values.isString() || !values.toTensor().type().isPlain() || values.shape().rank() != 1) {
      throw new IllegalArgumentException("values must be a list of numbers, not " + values);
    }
    long count = values.shape().elementCount();
    boolean flat = indices.shape().equals(Shape.of(count));
    if (indices.dataType() != OnnxDataType.INT64
        || !(flat || indices.shape().equals(Shape.of(count, shape.rank())))) {
      throw new IllegalArgumentException(
          "indices must be INT64 of shape ["
              + count
              + "] or ["
              + count
              + ", "
              + shape.rank()
              + "], not "
              + indices);
    }
    for (long index = 0; index < indices.shape().elementCount(); index++) {
      long found = indices.segment().getAtIndex(JAVA_LONG_UNALIGNED, index);
      long bound = flat ? shape.elementCount() : shape.dim((int) (index % shape.rank()));
      if (found < 0 || found >= bound) {
        throw new IllegalArgumentException(
            "index " + found + " lies outside 0 to " + (bound - 1) + " of " + shape);
      }
    }
  }

  /** The name of the values tensor. */
  @Override
  public String name() {
    return values.name();
  }

  /** The type of the elements. */
  public ElementType elementType() {
    return values.toTensor().type();
  }

  /** The row-major position in the dense tensor of value {@code index}. */
  public long position(long index) {
    if (indices.shape().rank() == 1) {
      return indices.segment().getAtIndex(JAVA_LONG_UNALIGNED, index);
    }
    long position = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      long at = index * shape.rank() + axis;
      position = position * shape.dim(axis) + indices.segment().getAtIndex(JAVA_LONG_UNALIGNED, at);
    }
    return position;
  }
}
