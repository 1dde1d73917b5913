package lanewise.engine.op;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.kernels.ElementType;

/** Element types that attributes name by ONNX's numbers. */
public final class DataTypes {
  private DataTypes() {}

  /** The type of this number. */
  public static ElementType of(long number) {
    return OnnxDataType.ofNumber(number)
        .flatMap(OnnxDataType::elementType)
        .orElseThrow(
            () -> new InvalidNodeException("element type number " + number + " is not supported"));
  }
}
