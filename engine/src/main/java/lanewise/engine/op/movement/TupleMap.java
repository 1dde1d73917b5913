package lanewise.engine.op.movement;

import lanewise.engine.op.Binding;
import lanewise.engine.op.Strides;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** Where a slice of the data is, given a tuple of indices: the innermost axis of the indices. */
final class TupleMap {
  private final long[] lengths;
  private final long[] strides;
  private final long slice;

  /** The data is input 0, the indices input 1; {@code batch} axes come before those indexed. */
  TupleMap(Binding binding, int batch) {
    Shape data = binding.inputShape(0);
    int depth = binding.inputShape(1).intDim(-1);
    long[] dense = Strides.dense(data);
    this.lengths = new long[depth];
    this.strides = new long[depth];
    for (int i = 0; i < depth; i++) {
      lengths[i] = data.dim(batch + i);
      strides[i] = dense[batch + i];
    }
    this.slice = data.elementCount(batch + depth, data.rank());
  }

  /** Indices in a tuple. */
  int depth() {
    return lengths.length;
  }

  /** Elements of a slice. */
  long slice() {
    return slice;
  }

  /** The slice's first element, from the start of its batch. */
  long offset(Tensor indices, long tuple) {
    long offset = 0;
    for (int i = 0; i < lengths.length; i++) {
      offset += Indices.at(indices, tuple * lengths.length + i, lengths[i]) * strides[i];
    }
    return offset;
  }
}
