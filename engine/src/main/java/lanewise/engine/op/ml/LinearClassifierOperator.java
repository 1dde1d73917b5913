package lanewise.engine.op.ml;

import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/** ONNX {@code LinearClassifier}; one score for two labels is that of the second. */
final class LinearClassifierOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    Rows rows = Rows.of(call.tensor(0));
    ClassLabels labels = ClassLabels.of(attributes, "classlabels_strings", "classlabels_ints");
    int width = rows.width();
    int length = Rows.reals(attributes, "coefficients").length;
    int targets = width == 0 ? 0 : length / width;
    boolean single = targets == 1 && labels.count() == 2;
    if (targets < 1 || !single && targets != labels.count()) {
      throw new InvalidNodeException(
          length
              + " coefficients for "
              + width
              + " features do not fit "
              + labels.count()
              + " labels");
    }
    LinearScores linear = LinearScores.of(attributes, targets, width);
    PostTransform transform = PostTransform.named(attributes.string("post_transform", "NONE"));
    Tensor out = call.newTensor(ElementType.FLOAT32, Shape.of(rows.count(), labels.count()));
    int[] classes = new int[Math.toIntExact(rows.count())];
    for (int row = 0; row < classes.length; row++) {
      double[] scores = linear.of(rows, row);
      if (single) {
        scores = new double[] {-scores[0], scores[0]};
        classes[row] = scores[1] > 0 ? 1 : 0;
      } else {
        for (int i = 1; i < scores.length; i++) {
          classes[row] = scores[i] > scores[classes[row]] ? i : classes[row];
        }
      }
      transform.apply(scores);
      for (int i = 0; i < scores.length; i++) {
        Elements.setReal(out.type(), out.segment(), (long) row * scores.length + i, scores[i]);
      }
    }
    labels.give(call, classes);
    call.give(1, out);
  }
}
