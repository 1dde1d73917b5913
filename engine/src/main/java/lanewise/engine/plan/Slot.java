package lanewise.engine.plan;

import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * Where a value of a plan lives.
 *
 * @param constant the value itself when it is constant, else null
 * @param byteOffset where in the workspace, when it is not constant
 */
public record Slot(String name, ElementType type, Shape shape, Tensor constant, long byteOffset) {
  /** Bytes of the value. */
  public long byteSize() {
    return type.byteSize(shape.elementCount());
  }
}
