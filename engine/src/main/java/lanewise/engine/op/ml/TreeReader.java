package lanewise.engine.op.ml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;

/** Reads trees from attributes, in the older and the newer form. */
final class TreeReader {
  private TreeReader() {}

  private record Place(long tree, long node) {}

  private record Weight(int target, double weight) {}

  /** A list of numbers under one of two names: floats, or a tensor where they are doubles. */
  static double[] numbers(Attributes attributes, String name) {
    float[] reals = attributes.isTensor(name) ? null : attributes.reals(name);
    if (reals != null) {
      double[] values = new double[reals.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = reals[i];
      }
      return values;
    }
    Tensor tensor =
        attributes.isTensor(name)
            ? attributes.tensor(name)
            : attributes.tensor(name + "_as_tensor");
    if (tensor == null) {
      return null;
    }
    Elements.requireNumber(tensor.type());
    double[] values = new double[Math.toIntExact(tensor.elementCount())];
    for (int i = 0; i < values.length; i++) {
      values[i] = Elements.real(tensor.type(), tensor.segment(), i);
    }
    return values;
  }

  private static double[] required(Attributes attributes, String name) {
    double[] values = numbers(attributes, name);
    if (values == null) {
      throw new InvalidNodeException("attribute '" + name + "' is missing");
    }
    return values;
  }

  private static int index(long value, long limit, String name) {
    if (value < 0 || value >= limit) {
      throw new InvalidNodeException(name + " has " + value + ", allowed is 0 to " + (limit - 1));
    }
    return (int) value;
  }

  /**
   * The older form, where each node has a tree and a number in it.
   *
   * @param weights {@code "target"} or {@code "class"}, as the weights' attributes begin
   */
  static Trees older(Attributes attributes, String weights, int targets) {
    long[] trees = Rows.integers(attributes, "nodes_treeids");
    int count = trees.length;
    long[] ids = list(attributes, "nodes_nodeids", count);
    long[] features = list(attributes, "nodes_featureids", count);
    long[] trues = list(attributes, "nodes_truenodeids", count);
    long[] falses = list(attributes, "nodes_falsenodeids", count);
    long[] missing = attributes.integers("nodes_missing_value_tracks_true");
    double[] splits = required(attributes, "nodes_values");
    Rows.requireLength("nodes_values", splits.length, count);
    List<String> modes = Rows.strings(attributes, "nodes_modes");
    Rows.requireLength("nodes_modes", modes.size(), count);
    Map<Place, List<Weight>> leaves = weights(attributes, weights, targets);
    Map<Place, Integer> numbers = new HashMap<>();
    List<List<Weight>> leafWeights = new ArrayList<>();
    int nodes = 0;
    for (int i = 0; i < count; i++) {
      Place place = new Place(trees[i], ids[i]);
      boolean leaf = modes.get(i).equals("LEAF");
      int number = leaf ? ~leafWeights.size() : nodes++;
      if (leaf) {
        leafWeights.add(leaves.getOrDefault(place, List.of()));
      }
      if (numbers.put(place, number) != null) {
        throw new InvalidNodeException("tree " + trees[i] + " has two nodes " + ids[i]);
      }
    }
    Nodes made = new Nodes(nodes);
    Map<Long, Integer> roots = new java.util.LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      int number = numbers.get(new Place(trees[i], ids[i]));
      roots.putIfAbsent(trees[i], number);
      if (number >= 0) {
        made.feature[number] = index(features[i], 1 << 24, "nodes_featureids");
        made.mode[number] = Trees.mode(modes.get(i));
        made.split[number] = splits[i];
        made.missing[number] = missing != null && i < missing.length && missing[i] != 0;
        made.whenTrue[number] = next(numbers, trees[i], trues[i]);
        made.whenFalse[number] = next(numbers, trees[i], falses[i]);
      }
    }
    int[] first = roots.values().stream().mapToInt(Integer::intValue).toArray();
    return made.trees(first, leafWeights);
  }

  private static int next(Map<Place, Integer> numbers, long tree, long node) {
    Integer number = numbers.get(new Place(tree, node));
    if (number == null) {
      throw new InvalidNodeException("tree " + tree + " has no node " + node);
    }
    return number;
  }

  private static long[] list(Attributes attributes, String name, int count) {
    long[] values = Rows.integers(attributes, name);
    Rows.requireLength(name, values.length, count);
    return values;
  }

  private static Map<Place, List<Weight>> weights(
      Attributes attributes, String prefix, int targets) {
    long[] trees = Rows.integers(attributes, prefix + "_treeids");
    long[] nodes = list(attributes, prefix + "_nodeids", trees.length);
    long[] ids = list(attributes, prefix + "_ids", trees.length);
    double[] weights = required(attributes, prefix + "_weights");
    Rows.requireLength(prefix + "_weights", weights.length, trees.length);
    Map<Place, List<Weight>> leaves = new HashMap<>();
    for (int i = 0; i < trees.length; i++) {
      int target = index(ids[i], targets, prefix + "_ids");
      leaves
          .computeIfAbsent(new Place(trees[i], nodes[i]), place -> new ArrayList<>(1))
          .add(new Weight(target, weights[i]));
    }
    return leaves;
  }

  /** The newer form, of {@code TreeEnsemble}. */
  static Trees newer(Attributes attributes, int targets) {
    double[] splits = required(attributes, "nodes_splits");
    int count = splits.length;
    double[] modes = required(attributes, "nodes_modes");
    Rows.requireLength("nodes_modes", modes.length, count);
    long[] features = list(attributes, "nodes_featureids", count);
    long[] trues = list(attributes, "nodes_truenodeids", count);
    long[] falses = list(attributes, "nodes_falsenodeids", count);
    long[] trueLeaves = list(attributes, "nodes_trueleafs", count);
    long[] falseLeaves = list(attributes, "nodes_falseleafs", count);
    long[] missing = attributes.integers("nodes_missing_value_tracks_true");
    double[] members = numbers(attributes, "membership_values");
    double[] leafWeights = required(attributes, "leaf_weights");
    long[] leafTargets = list(attributes, "leaf_targetids", leafWeights.length);
    Nodes made = new Nodes(count);
    int member = 0;
    for (int i = 0; i < count; i++) {
      made.feature[i] = index(features[i], 1 << 24, "nodes_featureids");
      made.mode[i] = (byte) index((long) modes[i], Trees.MEMBER + 1, "nodes_modes");
      made.split[i] = splits[i];
      made.missing[i] = missing != null && i < missing.length && missing[i] != 0;
      made.whenTrue[i] = newerNext(trues[i], trueLeaves[i], count, leafWeights.length);
      made.whenFalse[i] = newerNext(falses[i], falseLeaves[i], count, leafWeights.length);
      if (made.mode[i] == Trees.MEMBER) {
        int end = member;
        while (members != null && end < members.length && !Double.isNaN(members[end])) {
          end++;
        }
        if (members == null || end >= members.length) {
          throw new InvalidNodeException(
              "membership_values must end each node's values with a NaN");
        }
        made.members[i] = java.util.Arrays.copyOfRange(members, member, end);
        member = end + 1;
      }
    }
    List<List<Weight>> leaves = new ArrayList<>();
    for (int i = 0; i < leafWeights.length; i++) {
      int target = index(leafTargets[i], targets, "leaf_targetids");
      leaves.add(List.of(new Weight(target, leafWeights[i])));
    }
    long[] given = Rows.integers(attributes, "tree_roots");
    int[] roots = new int[given.length];
    for (int i = 0; i < roots.length; i++) {
      roots[i] = index(given[i], count, "tree_roots");
    }
    return made.trees(roots, leaves);
  }

  private static int newerNext(long node, long leaf, int nodes, int leaves) {
    return leaf != 0
        ? ~index(node, leaves, "a leaf's number")
        : index(node, nodes, "a node's number");
  }

  /** The arrays of {@link Trees} while they are filled. */
  private static final class Nodes {
    final int[] feature;
    final byte[] mode;
    final double[] split;
    final boolean[] missing;
    final int[] whenTrue;
    final int[] whenFalse;
    final double[][] members;

    Nodes(int count) {
      feature = new int[count];
      mode = new byte[count];
      split = new double[count];
      missing = new boolean[count];
      whenTrue = new int[count];
      whenFalse = new int[count];
      members = new double[count][];
    }

    Trees trees(int[] roots, List<List<Weight>> leaves) {
      int[] starts = new int[leaves.size() + 1];
      int total = 0;
      for (int i = 0; i < leaves.size(); i++) {
        starts[i] = total;
        total += leaves.get(i).size();
      }
      starts[leaves.size()] = total;
      int[] targets = new int[total];
      double[] weights = new double[total];
      int at = 0;
      for (List<Weight> leaf : leaves) {
        for (Weight weight : leaf) {
          targets[at] = weight.target;
          weights[at++] = weight.weight;
        }
      }
      return new Trees(
          roots, feature, mode, split, missing, whenTrue, whenFalse, members, starts, targets,
          weights);
    }
  }
}
