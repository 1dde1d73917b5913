package lanewise.engine.value;

import java.lang.foreign.MemorySegment;
import lanewise.formats.onnx.OnnxSparseTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** Writes sparse tensors out. */
public final class DenseTensors {
  private static final long MOST_BYTES = 1L << 30;

  private DenseTensors() {}

  /**
   * All elements, zero where the sparse tensor has none.
   *
   * @throws IllegalArgumentException if that takes more than a gigabyte
   */
  public static Tensor of(OnnxSparseTensor sparse) {
    ElementType type = sparse.elementType();
    long byteSize = type.byteSize(sparse.shape().elementCount());
    if (byteSize > MOST_BYTES) {
      throw new IllegalArgumentException(
          "sparse tensor '"
              + sparse.name()
              + "' is "
              + sparse.shape()
              + ": "
              + byteSize
              + " bytes when written out, at most "
              + MOST_BYTES
              + " are supported");
    }
    Tensor dense = Tensor.allocate(type, sparse.shape());
    MemorySegment values = sparse.values().segment();
    int bytes = type.blockBytes();
    for (long i = 0; i < sparse.values().shape().elementCount(); i++) {
      MemorySegment.copy(values, i * bytes, dense.segment(), sparse.position(i) * bytes, bytes);
    }
    return dense;
  }
}
