package lanewise.engine.op.ml;

import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code LinearRegressor}. */
final class LinearRegressorOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    Rows rows = Rows.of(call.tensor(0));
    long targets = attributes.integer("targets", 1);
    if (targets < 1 || targets > Rows.reals(attributes, "coefficients").length) {
      throw new InvalidNodeException("targets is " + targets + ", there are fewer coefficients");
    }
    LinearScores linear = LinearScores.of(attributes, (int) targets, rows.width());
    PostTransform transform = PostTransform.named(attributes.string("post_transform", "NONE"));
    Tensor out = call.newTensor(ElementType.FLOAT32, Shape.of(rows.count(), targets));
    for (long row = 0; row < rows.count(); row++) {
      double[] scores = linear.of(rows, row);
      transform.apply(scores);
      for (int i = 0; i < scores.length; i++) {
        Elements.setReal(out.type(), out.segment(), row * targets + i, scores[i]);
      }
    }
    call.give(0, out);
  }
}
