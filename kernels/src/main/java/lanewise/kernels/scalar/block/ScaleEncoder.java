package lanewise.kernels.scalar.block;

import java.lang.foreign.MemorySegment;

/**
 * Encodes blocks without minima. A group's scale is the best of some that bring its greatest
 * element near the end of the levels, each made optimal for its codes by least squares; then the
 * groups' scales become multiples of the block's.
 */
final class ScaleEncoder implements BlockEncoder {
  private static final int REFINEMENTS = 2;

  /** How far from the end of the levels, in parts of it, the greatest element may come to lie. */
  private static final double[] STRETCHES = {0.7, 0.78, 0.84, 0.89, 0.93, 0.97, 1.03, 1.08, 1.15};

  /** The same for three levels, where most elements are better cut off. */
  private static final double[] TERNARY_STRETCHES = {1.3, 1.6, 1.9, 2.2, 2.5, 2.8, 3.1, 3.5};

  private static final int MANY_LEVELS = 200;

  private final GroupedFormat format;
  private final Levels levels;
  private final double[] targets;
  private final int elements;
  private final int groupElements;
  private final GroupedBlock block = new GroupedBlock();
  private final GroupedBlock trial = new GroupedBlock();
  private final double[] groupScales = new double[16];

  ScaleEncoder(GroupedFormat format) {
    this.format = format;
    this.levels = format.levels();
    this.targets = targets(levels);
    this.elements = format.type().blockElements();
    this.groupElements = format.greatestGroupScale() == 0 ? elements : format.groupElements();
  }

  /**
   * Where the greatest element may be put: on the level of the greatest magnitude, around it, and
   * on the other levels above half of it, so that values which are decoded codes are found again.
   */
  private static double[] targets(Levels levels) {
    boolean negative = -levels.least() >= levels.greatest();
    int end = negative ? levels.least() : levels.greatest();
    if (levels.count() > MANY_LEVELS) {
      return new double[] {end};
    }
    double[] stretches = levels.count() == 3 ? TERNARY_STRETCHES : STRETCHES;
    double[] targets = new double[stretches.length + levels.count()];
    int count = 0;
    for (double stretch : stretches) {
      targets[count++] = stretch * end;
    }
    for (int i = 0; i < levels.count(); i++) {
      int level = levels.get(i);
      boolean mirrored = level > 0 == negative && levels.nearest(-level) == -level;
      if (2 * Math.abs(level) > Math.abs(end) && !mirrored) {
        targets[count++] = level;
      }
    }
    return java.util.Arrays.copyOf(targets, count);
  }

  @Override
  public void encode(float[] values, float[] weights, MemorySegment out, long at) {
    if (format.greatestGroupScale() == 0) {
      encodeSingle(values, weights);
    } else {
      encodeGroups(values, weights);
    }
    format.pack(block, out, at);
  }

  private void encodeSingle(float[] values, float[] weights) {
    double scale = scale(values, weights, 0);
    float below = format.storable(scale, false);
    float above = format.storable(scale, true);
    if (above != below && error(values, weights, 0, above) < error(values, weights, 0, below)) {
      below = above;
    }
    block.scale = below;
    quantize(values, 0, below, block.q);
  }

  private void encodeGroups(float[] values, float[] weights) {
    double greatest = 0;
    int groups = elements / groupElements;
    for (int group = 0; group < groups; group++) {
      groupScales[group] = scale(values, weights, group);
      if (Math.abs(groupScales[group]) > Math.abs(greatest)) {
        greatest = groupScales[group];
      }
    }
    block.scale = format.storable(-greatest / format.greatestGroupScale(), false);
    double error = chooseGroupScales(values, weights, block);
    for (int i = 0; i < REFINEMENTS; i++) {
      trial.scale = format.storable(leastSquares(values, weights), false);
      double trialError = chooseGroupScales(values, weights, trial);
      if (trialError < error) {
        error = trialError;
        copy(trial, block);
      }
    }
    for (int group = 0; group < groups; group++) {
      quantize(values, group, block.scale * block.groupScales[group], block.q);
    }
  }

  private static void copy(GroupedBlock from, GroupedBlock to) {
    to.scale = from.scale;
    System.arraycopy(from.groupScales, 0, to.groupScales, 0, from.groupScales.length);
    System.arraycopy(from.q, 0, to.q, 0, from.q.length);
  }

  /** Gives each group the multiple of the block's scale that errs least; what all err then. */
  private double chooseGroupScales(float[] values, float[] weights, GroupedBlock into) {
    int limit = format.greatestGroupScale();
    double total = 0;
    for (int group = 0; group < elements / groupElements; group++) {
      double multiple = into.scale == 0 ? 0 : groupScales[group] / into.scale;
      int nearest = (int) Math.rint(Math.clamp(multiple, -limit, limit - 1.0));
      double least = Double.POSITIVE_INFINITY;
      for (int scale = nearest - 1; scale <= nearest + 1; scale++) {
        if (scale >= -limit && scale < limit) {
          double error = error(values, weights, group, into.scale * scale);
          if (error < least) {
            least = error;
            into.groupScales[group] = scale;
          }
        }
      }
      quantize(values, group, into.scale * into.groupScales[group], into.q);
      total += least;
    }
    return total;
  }

  /** The block's scale that is best for the codes as they are. */
  private double leastSquares(float[] values, float[] weights) {
    double products = 0;
    double squares = 0;
    for (int i = 0; i < elements; i++) {
      double code = block.groupScales[i / groupElements] * block.q[i];
      products += weights[i] * values[i] * code;
      squares += weights[i] * code * code;
    }
    return squares == 0 ? block.scale : products / squares;
  }

  /** The best scale of one group by itself. */
  private double scale(float[] values, float[] weights, int group) {
    int start = group * groupElements;
    double greatest = 0;
    for (int i = start; i < start + groupElements; i++) {
      greatest = Math.abs(values[i]) > Math.abs(greatest) ? values[i] : greatest;
    }
    if (greatest == 0) {
      return 0;
    }
    double scale = greatest / targets[0];
    double best = -1;
    for (double target : targets) {
      double inverse = target / greatest;
      double products = 0;
      double squares = 0;
      for (int i = start; i < start + groupElements; i++) {
        double level = levels.nearest(values[i] * inverse);
        products += weights[i] * values[i] * level;
        squares += weights[i] * level * level;
      }
      if (squares > 0 && products * products > best * squares) {
        best = products * products / squares;
        scale = products / squares;
      }
    }
    return scale;
  }

  private double error(float[] values, float[] weights, int group, float scale) {
    double inverse = scale == 0 ? 0 : 1.0 / scale;
    double error = 0;
    int start = group * groupElements;
    for (int i = start; i < start + groupElements; i++) {
      double miss = values[i] - (double) scale * levels.nearest(values[i] * inverse);
      error += weights[i] * miss * miss;
    }
    return error;
  }

  private void quantize(float[] values, int group, float scale, byte[] q) {
    double inverse = scale == 0 ? 0 : 1.0 / scale;
    int start = group * groupElements;
    for (int i = start; i < start + groupElements; i++) {
      q[i] = levels.nearest(values[i] * inverse);
    }
  }
}
