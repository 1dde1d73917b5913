package lanewise.kernels.scalar.block;

import java.lang.foreign.MemorySegment;

/**
 * Encodes blocks with minima. A group's scale and minimum are the best of some that spread its
 * range over about as many steps as there are codes, each made optimal for its codes by least
 * squares; then the groups' become multiples of the block's.
 */
final class MinimaEncoder implements BlockEncoder {
  private static final int REFINEMENTS = 2;
  private static final int SPREADS = 17;
  private static final double SPREAD_STEP = 0.2;

  private final GroupedFormat format;
  private final Levels levels;
  private final int elements;
  private final int groupElements;
  private final GroupedBlock block = new GroupedBlock();
  private final GroupedBlock trial = new GroupedBlock();
  private final double[] scales = new double[16];
  private final double[] mins = new double[16];

  /** What {@link #leastSquares} found. */
  private double fittedScale;

  private double fittedMin;

  MinimaEncoder(GroupedFormat format) {
    this.format = format;
    this.levels = format.levels();
    this.elements = format.type().blockElements();
    this.groupElements = format.groupElements();
  }

  @Override
  public void encode(float[] values, float[] weights, MemorySegment out, long at) {
    int groups = elements / groupElements;
    for (int group = 0; group < groups; group++) {
      fitGroup(values, weights, group);
    }
    if (format.greatestGroupScale() == 0) {
      block.scale = format.storable(scales[0], false);
      block.minScale = format.storable(mins[0], false);
      quantize(values, 0, block.scale, block.minScale, block.q);
    } else {
      encodeGroups(values, weights);
    }
    format.pack(block, out, at);
  }

  private void encodeGroups(float[] values, float[] weights) {
    double greatestScale = 0;
    double leastMin = 0;
    for (int group = 0; group < elements / groupElements; group++) {
      greatestScale = Math.max(greatestScale, scales[group]);
      leastMin = Math.min(leastMin, mins[group]);
    }
    int limit = format.greatestGroupScale();
    block.scale = format.storable(greatestScale / limit, false);
    block.minScale = format.storable(leastMin / limit, false);
    double error = chooseGroups(values, weights, block);
    for (int i = 0; i < REFINEMENTS; i++) {
      leastSquares(values, weights);
      trial.scale = format.storable(fittedScale, false);
      trial.minScale = format.storable(fittedMin, false);
      double trialError = chooseGroups(values, weights, trial);
      if (trialError < error) {
        error = trialError;
        copy(trial, block);
      }
    }
  }

  private static void copy(GroupedBlock from, GroupedBlock to) {
    to.scale = from.scale;
    to.minScale = from.minScale;
    System.arraycopy(from.groupScales, 0, to.groupScales, 0, from.groupScales.length);
    System.arraycopy(from.groupMins, 0, to.groupMins, 0, from.groupMins.length);
    System.arraycopy(from.q, 0, to.q, 0, from.q.length);
  }

  /** Gives each group the multiples of the block's scales that err least; what all err then. */
  private double chooseGroups(float[] values, float[] weights, GroupedBlock into) {
    double total = 0;
    for (int group = 0; group < elements / groupElements; group++) {
      int nearestScale = multiple(scales[group], into.scale);
      int nearestMin = multiple(mins[group], into.minScale);
      double least = Double.POSITIVE_INFINITY;
      for (int candidate = 0; candidate < 9; candidate++) {
        int scale = nearestScale + candidate / 3 - 1;
        int min = nearestMin + candidate % 3 - 1;
        if (isMultiple(scale) && isMultiple(min)) {
          float step = into.scale * scale;
          double error = error(values, weights, group, step, into.minScale * min);
          if (error < least) {
            least = error;
            into.groupScales[group] = scale;
            into.groupMins[group] = min;
          }
        }
      }
      float step = into.scale * into.groupScales[group];
      quantize(values, group, step, into.minScale * into.groupMins[group], into.q);
      total += least;
    }
    return total;
  }

  private int multiple(double value, float unit) {
    double multiple = unit == 0 ? 0 : value / unit;
    return (int) Math.rint(Math.clamp(multiple, 0.0, format.greatestGroupScale()));
  }

  private boolean isMultiple(int multiple) {
    return multiple >= 0 && multiple <= format.greatestGroupScale();
  }

  /** The block's scales that are best for the codes as they are. */
  private void leastSquares(float[] values, float[] weights) {
    double codeCode = 0;
    double codeMin = 0;
    double minMin = 0;
    double codeValue = 0;
    double minValue = 0;
    for (int i = 0; i < elements; i++) {
      int group = i / groupElements;
      double code = block.groupScales[group] * block.q[i];
      double min = block.groupMins[group];
      codeCode += weights[i] * code * code;
      codeMin += weights[i] * code * min;
      minMin += weights[i] * min * min;
      codeValue += weights[i] * code * values[i];
      minValue += weights[i] * min * values[i];
    }
    double determinant = codeCode * minMin - codeMin * codeMin;
    fittedScale = block.scale;
    fittedMin = block.minScale;
    if (determinant > 1e-9 * codeCode * minMin) {
      fittedScale = Math.max(0, (codeValue * minMin - minValue * codeMin) / determinant);
      fittedMin = Math.min(0, (minValue * codeCode - codeValue * codeMin) / determinant);
    }
  }

  /** The best scale and minimum of one group by itself; a multiple of a minimum is not positive. */
  private void fitGroup(float[] values, float[] weights, int group) {
    boolean anySign = format.greatestGroupScale() == 0;
    int start = group * groupElements;
    double least = anySign ? values[start] : 0;
    double greatest = values[start];
    for (int i = start; i < start + groupElements; i++) {
      least = Math.min(least, values[i]);
      greatest = Math.max(greatest, values[i]);
    }
    int steps = levels.greatest();
    scales[group] = Math.max(0, greatest - least) / steps;
    mins[group] = least;
    if (greatest <= least) {
      return;
    }
    double best = error(values, weights, group, scales[group], least);
    for (int spread = 0; spread < SPREADS; spread++) {
      double wanted = steps + SPREAD_STEP * (spread - SPREADS / 2);
      double scale = (greatest - least) / Math.max(wanted, 1);
      double min = least;
      for (int pass = 0; pass < 2; pass++) {
        fitCodes(values, weights, start, scale, min, anySign);
        scale = fittedScale;
        min = fittedMin;
      }
      double error = error(values, weights, group, scale, min);
      if (scale > 0 && error < best) {
        best = error;
        scales[group] = scale;
        mins[group] = min;
      }
    }
  }

  /** The scale and minimum that are best for the codes which a scale and a minimum give. */
  private void fitCodes(
      float[] values, float[] weights, int start, double scale, double min, boolean anySign) {
    double inverse = scale == 0 ? 0 : 1 / scale;
    double sum = 0;
    double codes = 0;
    double squares = 0;
    double valueSum = 0;
    double products = 0;
    for (int i = start; i < start + groupElements; i++) {
      double code = levels.nearest((values[i] - min) * inverse);
      sum += weights[i];
      codes += weights[i] * code;
      squares += weights[i] * code * code;
      valueSum += weights[i] * values[i];
      products += weights[i] * code * values[i];
    }
    double determinant = sum * squares - codes * codes;
    fittedScale = scale;
    fittedMin = min;
    if (determinant > 1e-12 * sum * squares) {
      fittedScale = (sum * products - codes * valueSum) / determinant;
      fittedMin = (squares * valueSum - codes * products) / determinant;
      if (fittedMin > 0 && !anySign) {
        fittedMin = 0;
        fittedScale = products / squares;
      }
    }
  }

  private double error(float[] values, float[] weights, int group, double scale, double min) {
    double inverse = scale == 0 ? 0 : 1 / scale;
    double error = 0;
    int start = group * groupElements;
    for (int i = start; i < start + groupElements; i++) {
      double miss = values[i] - min - scale * levels.nearest((values[i] - min) * inverse);
      error += weights[i] * miss * miss;
    }
    return error;
  }

  private void quantize(float[] values, int group, double scale, double min, byte[] q) {
    double inverse = scale == 0 ? 0 : 1 / scale;
    int start = group * groupElements;
    for (int i = start; i < start + groupElements; i++) {
      q[i] = levels.nearest((values[i] - min) * inverse);
    }
  }
}
