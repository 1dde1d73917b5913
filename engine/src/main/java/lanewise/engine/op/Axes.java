package lanewise.engine.op;

import java.util.Arrays;
import lanewise.engine.graph.InvalidNodeException;

/** Lists of axes, each from -rank to rank - 1 and named once. */
public final class Axes {
  private Axes() {}

  /** Which of {@code rank} axes are listed. */
  public static boolean[] marked(long[] axes, int rank) {
    boolean[] marked = new boolean[rank];
    for (long listed : axes) {
      int axis = Inference.axis(listed, rank);
      if (marked[axis]) {
        throw new InvalidNodeException(
            "axis " + listed + " is listed twice in " + Arrays.toString(axes));
      }
      marked[axis] = true;
    }
    return marked;
  }

  /** The listed axes, made non-negative, in the order of the list. */
  public static int[] of(long[] axes, int rank) {
    marked(axes, rank);
    int[] result = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      result[i] = Inference.axis(axes[i], rank);
    }
    return result;
  }

  /** All axes from 0 on. */
  public static long[] all(int rank) {
    long[] axes = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      axes[axis] = axis;
    }
    return axes;
  }
}
