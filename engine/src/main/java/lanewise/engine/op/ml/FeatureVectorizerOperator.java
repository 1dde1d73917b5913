package lanewise.engine.op.ml;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code FeatureVectorizer}: the features of several tensors side by side. */
final class FeatureVectorizerOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    int count = call.inputCount();
    long[] sizes = call.node().attributes().integers("inputdimensions");
    Rows[] parts = new Rows[count];
    long width = 0;
    for (int i = 0; i < count; i++) {
      parts[i] = Rows.of(call.tensor(i));
      boolean sized = sizes != null && i < sizes.length;
      if (parts[i].count() != parts[0].count() || sized && sizes[i] != parts[i].width()) {
        throw new InvalidNodeException(
            "input "
                + i
                + " is "
                + call.tensor(i)
                + ", which does not fit the others or inputdimensions");
      }
      width += parts[i].width();
    }
    if (count == 0) {
      throw new InvalidNodeException("there are no inputs");
    }
    Tensor out = call.newTensor(ElementType.FLOAT32, Shape.of(parts[0].count(), width));
    long at = 0;
    for (long row = 0; row < parts[0].count(); row++) {
      for (Rows part : parts) {
        for (int i = 0; i < part.width(); i++) {
          Elements.setReal(out.type(), out.segment(), at++, part.at(row, i));
        }
      }
    }
    call.give(0, out);
  }
}
