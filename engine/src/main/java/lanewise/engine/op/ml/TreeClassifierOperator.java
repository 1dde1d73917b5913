package lanewise.engine.op.ml;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code TreeEnsembleClassifier}. Where there are two labels and all weights are of one class,
 * the score is that of the second label: a probability when no weight is negative, else a distance
 * from 0.
 */
final class TreeClassifierOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    ClassLabels labels = ClassLabels.of(attributes, "classlabels_strings", "classlabels_int64s");
    int count = labels.count();
    Trees trees = TreeReader.older(attributes, "class", count);
    double[] base = TreeReader.numbers(attributes, "base_values");
    PostTransform transform = PostTransform.named(attributes.string("post_transform", "NONE"));
    Rows rows = Rows.of(call.tensor(0));
    if (rows.width() < trees.width) {
      throw new InvalidNodeException(
          "the trees ask for " + trees.width + " features, a row has " + rows.width());
    }
    boolean single = count == 2 && classes(trees) == 1;
    if (base != null && base.length != 0 && !(single && base.length == 1)) {
      Rows.requireLength("base_values", base.length, count);
    }
    boolean positive = Arrays.stream(trees.leafWeight).allMatch(weight -> weight >= 0);
    Tensor scores = call.newTensor(ElementType.FLOAT32, Shape.of(rows.count(), count));
    int[] found = new int[Math.toIntExact(rows.count())];
    double[] row = new double[rows.width()];
    for (int i = 0; i < found.length; i++) {
      for (int feature = 0; feature < row.length; feature++) {
        row[feature] = rows.at(i, feature);
      }
      double[] sums = new double[count];
      for (int root : trees.roots) {
        int leaf = trees.leaf(root, row);
        for (int at = trees.leafStart[leaf]; at < trees.leafStart[leaf + 1]; at++) {
          sums[single ? 0 : trees.leafTarget[at]] += trees.leafWeight[at];
        }
      }
      found[i] = single ? binary(sums, base, positive, transform) : best(sums, base, transform);
      for (int target = 0; target < count; target++) {
        Elements.setReal(scores.type(), scores.segment(), (long) i * count + target, sums[target]);
      }
    }
    labels.give(call, found);
    call.give(1, scores);
  }

  private static int classes(Trees trees) {
    Set<Integer> classes = new HashSet<>();
    for (int target : trees.leafTarget) {
      classes.add(target);
    }
    return classes.size();
  }

  private static int best(double[] sums, double[] base, PostTransform transform) {
    int best = 0;
    for (int i = 0; i < sums.length; i++) {
      sums[i] += base == null || base.length == 0 ? 0 : base[i];
      best = sums[i] > sums[best] ? i : best;
    }
    transform.apply(sums);
    return best;
  }

  /** Makes two scores of the one that stands first; gives the class. */
  private static int binary(
      double[] sums, double[] base, boolean positive, PostTransform transform) {
    double score = sums[0] + (base == null || base.length == 0 ? 0 : base[base.length - 1]);
    if (transform == PostTransform.PROBIT) {
      double[] one = {score};
      transform.apply(one);
      sums[0] = 1 - one[0];
      sums[1] = one[0];
    } else if (positive) {
      sums[0] = 1 - score;
      sums[1] = score;
    } else if (transform == PostTransform.LOGISTIC) {
      sums[0] = PostTransform.logistic(-score);
      sums[1] = PostTransform.logistic(score);
    } else {
      sums[0] = -score;
      sums[1] = score;
    }
    return score > (positive ? 0.5 : 0) ? 1 : 0;
  }
}
