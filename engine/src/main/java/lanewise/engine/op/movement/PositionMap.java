package lanewise.engine.op.movement;

import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Strides;
import lanewise.kernels.Shape;

/**
 * Where an element of the data is, given an element of the indices: at the same position, but for
 * one axis, where the index says it.
 */
final class PositionMap {
  private final long[] indexDims;
  private final long[] dataStrides;
  private final int axis;
  private final long axisLength;

  PositionMap(Shape data, Shape indices, int axis) {
    this.indexDims = indices.dimensions();
    this.dataStrides = Strides.dense(data);
    this.axis = axis;
    this.axisLength = data.dim(axis);
  }

  /** Requires the indices to stay inside the data beside the axis. */
  static void requireInside(List<Dim> data, List<Dim> indices, int axis) {
    if (indices == null) {
      return;
    }
    boolean inside = data.size() == indices.size();
    for (int i = 0; inside && i < data.size(); i++) {
      Dim limit = data.get(i);
      Dim dim = indices.get(i);
      inside = i == axis || !limit.isKnown() || !dim.isKnown() || dim.value() <= limit.value();
    }
    if (!inside) {
      throw new InvalidNodeException(
          "indices " + indices + " do not fit into data " + data + " beside axis " + axis);
    }
  }

  long axisLength() {
    return axisLength;
  }

  /** The data's element for the indices' element at {@code position}, which holds {@code index}. */
  long data(long position, long index) {
    long rest = position;
    long at = index * dataStrides[axis];
    for (int i = indexDims.length - 1; i >= 0; i--) {
      long coordinate = rest % indexDims[i];
      rest /= indexDims[i];
      at += i == axis ? 0 : coordinate * dataStrides[i];
    }
    return at;
  }
}
