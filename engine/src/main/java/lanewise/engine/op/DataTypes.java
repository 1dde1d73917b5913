package lanewise.engine.op;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.kernels.ElementType;

/** Element types that attributes name by ONNX's numbers. */
public final class DataTypes {
  private DataTypes() {}

  /** The type of this number. */
  public static ElementType of(long number) {
    OnnxDataType type = OnnxDataType.ofNumber(number).orElse(null);
    ElementType elementType = type == null ? null : type.elementType().orElse(null);
    if (elementType == null) {
      throw new InvalidNodeException("element type number " + number + " is not supported");
    }
    return elementType;
  }
}
