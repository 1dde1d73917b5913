package lanewise.engine.op.ml;

import lanewise.engine.graph.InvalidNodeException;

/**
 * Decision trees in flat arrays: the way from a root goes over nodes, whose number is not negative,
 * to a leaf, which is the complement of its number.
 */
final class Trees {
  static final int LEQ = 0;
  static final int LT = 1;
  static final int GTE = 2;
  static final int GT = 3;
  static final int EQ = 4;
  static final int NEQ = 5;
  static final int MEMBER = 6;

  final int[] roots;
  final int[] feature;
  final byte[] mode;
  final double[] split;
  final boolean[] missingIsTrue;
  final int[] whenTrue;
  final int[] whenFalse;

  /** For each node that asks for membership, the values. */
  final double[][] members;

  /** For each leaf, where its weights begin in the next two; one more at the end. */
  final int[] leafStart;

  final int[] leafTarget;
  final double[] leafWeight;

  /** Features that a row must have. */
  final int width;

  Trees(
      int[] roots,
      int[] feature,
      byte[] mode,
      double[] split,
      boolean[] missingIsTrue,
      int[] whenTrue,
      int[] whenFalse,
      double[][] members,
      int[] leafStart,
      int[] leafTarget,
      double[] leafWeight) {
    this.roots = roots;
    this.feature = feature;
    this.mode = mode;
    this.split = split;
    this.missingIsTrue = missingIsTrue;
    this.whenTrue = whenTrue;
    this.whenFalse = whenFalse;
    this.members = members;
    this.leafStart = leafStart;
    this.leafTarget = leafTarget;
    this.leafWeight = leafWeight;
    int most = -1;
    for (int index : feature) {
      if (index < 0) {
        throw new InvalidNodeException("a node asks for feature " + index);
      }
      most = Math.max(most, index);
    }
    this.width = most + 1;
    for (int root : roots) {
      check(root);
    }
    for (int i = 0; i < feature.length; i++) {
      check(whenTrue[i]);
      check(whenFalse[i]);
    }
  }

  private void check(int node) {
    if (node >= feature.length || ~node >= leafStart.length - 1) {
      throw new InvalidNodeException(
          "a tree leads to node or leaf "
              + (node < 0 ? ~node : node)
              + ", there are "
              + feature.length
              + " nodes and "
              + (leafStart.length - 1)
              + " leaves");
    }
  }

  /** The leaf where a row ends. */
  int leaf(int root, double[] row) {
    int node = root;
    int steps = 0;
    while (node >= 0) {
      double x = row[feature[node]];
      boolean holds =
          switch (mode[node]) {
            case LEQ -> x <= split[node];
            case LT -> x < split[node];
            case GTE -> x >= split[node];
            case GT -> x > split[node];
            case EQ -> x == split[node];
            case NEQ -> x != split[node];
            default -> isMember(x, members[node]);
          };
      if (missingIsTrue[node] && Double.isNaN(x)) {
        holds = true;
      }
      node = holds ? whenTrue[node] : whenFalse[node];
      if (++steps > feature.length) {
        throw new InvalidNodeException("a tree's nodes lead in a circle");
      }
    }
    return ~node;
  }

  private static boolean isMember(double x, double[] members) {
    for (double member : members) {
      if (x == member) {
        return true;
      }
    }
    return false;
  }

  /** The mode of this name. */
  static byte mode(String name) {
    return switch (name) {
      case "BRANCH_LEQ" -> LEQ;
      case "BRANCH_LT" -> LT;
      case "BRANCH_GTE" -> GTE;
      case "BRANCH_GT" -> GT;
      case "BRANCH_EQ" -> EQ;
      case "BRANCH_NEQ" -> NEQ;
      default ->
          throw new InvalidNodeException(
              "a node's mode is '"
                  + name
                  + "', allowed are BRANCH_LEQ, LT, GTE, GT, EQ, NEQ, LEAF");
    };
  }
}
