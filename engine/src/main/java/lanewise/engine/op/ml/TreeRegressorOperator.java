package lanewise.engine.op.ml;

import java.util.Arrays;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BlockTask;

/** ONNX {@code TreeEnsembleRegressor} and {@code TreeEnsemble}: each row's targets by all trees. */
final class TreeRegressorOperator implements Operator {
  private static final int MOST_TARGETS = 1 << 20;

  private final boolean newer;

  /**
   * @param newer whether attributes are those of {@code TreeEnsemble}
   */
  TreeRegressorOperator(boolean newer) {
    this.newer = newer;
  }

  private static int targets(Attributes attributes) {
    long targets = attributes.integer("n_targets", 1);
    if (targets < 1 || targets > MOST_TARGETS) {
      throw new InvalidNodeException(
          "n_targets is " + targets + ", allowed is 1 to " + MOST_TARGETS);
    }
    return (int) targets;
  }

  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && (dims.isEmpty() || dims.size() > 2)) {
      throw new InvalidNodeException("expected [rows, features], found " + dims);
    }
    Dim rows =
        dims == null ? inference.unknown(0, 0) : dims.size() == 1 ? Dim.of(1) : dims.getFirst();
    ElementType type = inference.input(0).type();
    ElementType out = newer && type != null ? type : ElementType.FLOAT32;
    inference.output(0, out, List.of(rows, Dim.of(targets(inference.attributes()))));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    int targets = targets(attributes);
    Trees trees =
        newer
            ? TreeReader.newer(attributes, targets)
            : TreeReader.older(attributes, "target", targets);
    Rows rows = Rows.of(binding.input(0));
    if (rows.width() < trees.width) {
      throw new InvalidNodeException(
          "the trees ask for " + trees.width + " features, a row has " + rows.width());
    }
    double[] base = TreeReader.numbers(attributes, "base_values");
    if (base != null && base.length != 0) {
      Rows.requireLength("base_values", base.length, targets);
    }
    PostTransform transform =
        newer
            ? PostTransform.numbered(attributes.integer("post_transform", 0))
            : PostTransform.named(attributes.string("post_transform", "NONE"));
    Elements.requireReal(binding.outputType(0));
    return List.of(
        new Predict(rows, trees, binding.output(0), aggregate(attributes), base, transform));
  }

  private Aggregate aggregate(Attributes attributes) {
    if (newer) {
      long number = attributes.integer("aggregate_function", 1);
      if (number < 0 || number > 3) {
        throw new InvalidNodeException("aggregate_function is " + number + ", allowed is 0 to 3");
      }
      return Aggregate.values()[(int) number];
    }
    String name = attributes.string("aggregate_function", "SUM");
    for (Aggregate aggregate : Aggregate.values()) {
      if (aggregate.name().equals(name)) {
        return aggregate;
      }
    }
    throw new InvalidNodeException(
        "aggregate_function is '" + name + "', allowed are AVERAGE, SUM, MIN and MAX");
  }

  /** How the trees' weights come together, in the order of their numbers. */
  private enum Aggregate {
    AVERAGE,
    SUM,
    MIN,
    MAX
  }

  private static final class Predict extends BlockTask {
    private final Rows rows;
    private final Trees trees;
    private final Tensor out;
    private final Aggregate aggregate;
    private final double[] base;
    private final PostTransform transform;

    Predict(
        Rows rows,
        Trees trees,
        Tensor out,
        Aggregate aggregate,
        double[] base,
        PostTransform transform) {
      super(rows.count(), 16L * Math.max(1, trees.roots.length));
      this.rows = rows;
      this.trees = trees;
      this.out = out;
      this.aggregate = aggregate;
      this.base = base;
      this.transform = transform;
    }

    @Override
    protected void range(long start, long end) {
      int targets = out.shape().intDim(1);
      double[] row = new double[rows.width()];
      double[] sums = new double[targets];
      boolean[] seen = new boolean[targets];
      for (long i = start; i < end; i++) {
        for (int feature = 0; feature < row.length; feature++) {
          row[feature] = rows.at(i, feature);
        }
        Arrays.fill(sums, 0);
        Arrays.fill(seen, false);
        for (int root : trees.roots) {
          add(trees.leaf(root, row), sums, seen);
        }
        for (int target = 0; target < targets; target++) {
          if (aggregate == Aggregate.AVERAGE) {
            sums[target] /= Math.max(1, trees.roots.length);
          }
          sums[target] += base == null || base.length == 0 ? 0 : base[target];
        }
        transform.apply(sums);
        for (int target = 0; target < targets; target++) {
          Elements.setReal(out.type(), out.segment(), i * targets + target, sums[target]);
        }
      }
    }

    private void add(int leaf, double[] sums, boolean[] seen) {
      for (int at = trees.leafStart[leaf]; at < trees.leafStart[leaf + 1]; at++) {
        int target = trees.leafTarget[at];
        double weight = trees.leafWeight[at];
        sums[target] =
            switch (aggregate) {
              case SUM, AVERAGE -> sums[target] + weight;
              case MIN -> seen[target] ? Math.min(sums[target], weight) : weight;
              case MAX -> seen[target] ? Math.max(sums[target], weight) : weight;
            };
        seen[target] = true;
      }
    }
  }
}
