package lanewise.engine.op.ml;

import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisCopy;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Integers;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code ArrayFeatureExtractor}: chosen positions of the last axis. */
final class ArrayFeatureExtractorOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    StringTensor text = call.input(0) instanceof StringTensor found ? found : null;
    Tensor in = text == null ? call.tensor(0) : null;
    Shape shape = text == null ? in.shape() : text.shape();
    if (shape.rank() == 0) {
      throw new InvalidNodeException("expected at least one axis, found a scalar");
    }
    long[] positions = Integers.read(call.tensor(1));
    long width = shape.dim(shape.rank() - 1);
    for (long position : positions) {
      if (position < 0 || position >= width) {
        throw new InvalidNodeException("position " + position + " is outside 0 to " + (width - 1));
      }
    }
    long rows = width == 0 ? 0 : shape.elementCount() / width;
    Shape outShape =
        shape.rank() == 1
            ? Shape.of(1, positions.length)
            : AxisCopy.with(shape, shape.rank() - 1, positions.length);
    if (text != null) {
      String[] chosen = new String[Math.toIntExact(rows * positions.length)];
      for (int i = 0; i < chosen.length; i++) {
        long row = i / positions.length;
        chosen[i] = text.elements().get((int) (row * width + positions[i % positions.length]));
      }
      call.give(0, call.newStrings(outShape, List.of(chosen)));
      return;
    }
    Tensor out = call.newTensor(in.type(), outShape);
    int bytes = Elements.bytes(in.type());
    for (long row = 0; row < rows; row++) {
      for (int i = 0; i < positions.length; i++) {
        Elements.copy(
            bytes,
            in.segment(),
            row * width + positions[i],
            out.segment(),
            row * positions.length + i);
      }
    }
    call.give(0, out);
  }
}
