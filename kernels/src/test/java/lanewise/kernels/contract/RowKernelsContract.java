package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every tier's row kernels do, held against the same in double precision. */
abstract class RowKernelsContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 4_712);
  private static final float EPSILON = 1e-5f;

  /** The kernels under test. */
  abstract RowKernels kernels();

  /** The kernels by name, so that one check serves them all. */
  private enum Kind {
    SOFTMAX,
    LOG_SOFTMAX,
    LAYER_NORM,
    LAYER_NORM_WITHOUT_BIAS,
    RMS_NORM
  }

  private Task bind(
      Kind kind, FloatMatrix in, FloatMatrix scale, FloatMatrix bias, FloatMatrix out) {
    MemorySegment s = scale.buffer.segment;
    MemorySegment b = bias.buffer.segment;
    return switch (kind) {
      case SOFTMAX -> kernels().softmax(in.view(), out.view());
      case LOG_SOFTMAX -> kernels().logSoftmax(in.view(), out.view());
      case LAYER_NORM -> kernels().layerNorm(in.view(), s, b, EPSILON, out.view());
      case LAYER_NORM_WITHOUT_BIAS -> kernels().layerNorm(in.view(), s, null, EPSILON, out.view());
      case RMS_NORM -> kernels().rmsNorm(in.view(), s, EPSILON, out.view());
    };
  }

  private static double[] expected(
      Kind kind, FloatMatrix in, int row, FloatMatrix scale, FloatMatrix bias) {
    int n = in.columns;
    double[] x = new double[n];
    double max = Double.NEGATIVE_INFINITY;
    double sum = 0;
    for (int i = 0; i < n; i++) {
      x[i] = in.get(row, i);
      max = Math.max(max, x[i]);
      sum += x[i];
    }
    double exponentials = 0;
    double variance = 0;
    double meanSquare = 0;
    for (double value : x) {
      exponentials += Math.exp(value - max);
      variance += (value - sum / n) * (value - sum / n) / n;
      meanSquare += value * value / n;
    }
    double[] result = new double[n];
    for (int i = 0; i < n; i++) {
      double normal = (x[i] - sum / n) / Math.sqrt(variance + EPSILON) * scale.get(0, i);
      result[i] =
          switch (kind) {
            case SOFTMAX -> Math.exp(x[i] - max) / exponentials;
            case LOG_SOFTMAX -> x[i] - max - Math.log(exponentials);
            case LAYER_NORM -> normal + bias.get(0, i);
            case LAYER_NORM_WITHOUT_BIAS -> normal;
            case RMS_NORM -> x[i] / Math.sqrt(meanSquare + EPSILON) * scale.get(0, i);
          };
    }
    return result;
  }

  private void check(Kind kind, int rows, int columns, boolean inPlace, Random random) {
    String what = kind + " of " + rows + " × " + columns + ", seed " + SEED;
    FloatMatrix in =
        FloatMatrix.random(rows, columns, random.nextInt(3), random.nextInt(64), random);
    FloatMatrix scale = FloatMatrix.random(1, columns, 0, random.nextInt(64), random);
    FloatMatrix bias = FloatMatrix.random(1, columns, 0, random.nextInt(64), random);
    FloatMatrix before = in.copy();
    FloatMatrix out =
        inPlace ? in : FloatMatrix.of(rows, columns, random.nextInt(3), random.nextInt(64));
    Runs.run(bind(kind, in, scale, bias, out));
    for (int row = 0; row < rows; row++) {
      double[] expected = expected(kind, before, row, scale, bias);
      for (int i = 0; i < columns; i++) {
        // a few roundings of the result and of the terms that it is the sum of
        double bound = 4e-6 * Math.max(kind == Kind.SOFTMAX ? 1e-30 : 1, Math.abs(expected[i]));
        if (!(Math.abs(expected[i] - out.get(row, i)) <= bound)) {
          assertEquals(expected[i], out.get(row, i), bound, what + ": (" + row + ", " + i + ")");
        }
      }
    }
    out.assertOnlyElementsWritten(what);
  }

  @Test
  void isNearTheTruthForEverySize() {
    Random random = new Random(SEED);
    for (Kind kind : Kind.values()) {
      for (int size = 1; size <= 130; size++) {
        check(kind, 3, size, size % 2 == 0, random);
        check(kind, size, 21, size % 2 == 1, random);
      }
      for (int i = 0; i < 20; i++) {
        int columns = i == 0 ? 30_522 : 1 + random.nextInt(i % 2 == 0 ? 4_000 : 400);
        check(kind, 1 + random.nextInt(i % 2 == 0 ? 3 : 60), columns, i % 3 == 0, random);
      }
    }
  }

  @Test
  void isNearTheTruthForRandomSizes() {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 2_000; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      int columns = 1 + random.nextInt(i % 20 < 5 ? 700 : 100);
      check(kind, 1 + random.nextInt(9), columns, random.nextBoolean(), random);
    }
  }

  @Test
  void softmaxGivesZeroWeightToMinusInfinityAndToWhatIsFarBelow() {
    FloatMatrix in = FloatMatrix.of(1, 37, 0, 0);
    for (int i = 0; i < 37; i++) {
      in.set(0, i, i % 3 == 0 ? 2f : i % 3 == 1 ? Float.NEGATIVE_INFINITY : -Float.MAX_VALUE);
    }
    FloatMatrix out = FloatMatrix.of(1, 37, 0, 0);
    Runs.run(kernels().softmax(in.view(), out.view()));
    for (int i = 0; i < 37; i++) {
      assertEquals(i % 3 == 0 ? 1 / 13f : 0f, out.get(0, i), 1e-8);
    }
  }

  @Test
  void softmaxOfLargeAndSubnormalValuesDoesNotOverflow() {
    FloatMatrix in = FloatMatrix.of(1, 20, 0, 0);
    for (int i = 0; i < 20; i++) {
      in.set(0, i, i == 3 ? 3e38f : i == 4 ? Float.MIN_VALUE : -3e38f);
    }
    FloatMatrix out = FloatMatrix.of(1, 20, 0, 0);
    Runs.run(kernels().softmax(in.view(), out.view()));
    for (int i = 0; i < 20; i++) {
      assertEquals(i == 3 ? 1f : 0f, out.get(0, i));
    }
  }

  @Test
  void givesNaNForARowThatHoldsOneAndForNoOther() {
    for (Kind kind : Kind.values()) {
      for (int at : new int[] {0, 16, 36}) {
        Random random = new Random(SEED + 2);
        FloatMatrix in = FloatMatrix.random(3, 37, 0, 0, random);
        in.set(1, at, Float.NaN);
        FloatMatrix scale = FloatMatrix.random(1, 37, 0, 0, random);
        FloatMatrix out = FloatMatrix.of(3, 37, 0, 0);
        Runs.run(bind(kind, in, scale, scale, out));
        for (int i = 0; i < 37; i++) {
          assertTrue(Float.isNaN(out.get(1, i)), kind + " with NaN at " + at + ": " + i);
          assertTrue(Float.isFinite(out.get(0, i)) && Float.isFinite(out.get(2, i)));
        }
      }
    }
  }

  @Test
  void layerNormKeepsItsAccuracyFarFromZero() {
    Random random = new Random(SEED + 3);
    FloatMatrix in = FloatMatrix.random(1, 384, 0, 0, random);
    FloatMatrix one = FloatMatrix.of(1, 384, 0, 0);
    for (int i = 0; i < 384; i++) {
      in.set(0, i, in.get(0, i) + 1000);
      one.set(0, i, 1f);
    }
    FloatMatrix out = FloatMatrix.of(1, 384, 0, 0);
    Runs.run(bind(Kind.LAYER_NORM_WITHOUT_BIAS, in, one, one, out));
    double[] expected = expected(Kind.LAYER_NORM_WITHOUT_BIAS, in, 0, one, one);
    for (int i = 0; i < 384; i++) {
      assertEquals(expected[i], out.get(0, i), 2e-4);
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfWorkers() {
    Random random = new Random(SEED + 4);
    for (Kind kind : Kind.values()) {
      FloatMatrix in = FloatMatrix.random(131, 387, 0, 0, random);
      FloatMatrix scale = FloatMatrix.random(1, 387, 0, 0, random);
      FloatMatrix out = FloatMatrix.of(131, 387, 0, 0);
      Runs.assertSameBitsForAnyWorkers(bind(kind, in, scale, scale, out), out.buffer::bytes);
    }
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothingWhenItRuns() {
    Random random = new Random(SEED + 5);
    for (Kind kind : Kind.values()) {
      FloatMatrix in = FloatMatrix.random(20, 387, 0, 0, random);
      FloatMatrix scale = FloatMatrix.random(1, 387, 0, 0, random);
      FloatMatrix out = FloatMatrix.of(20, 387, 0, 0);
      Runs.assertAllocatesNothing(kind.name(), bind(kind, in, scale, scale, out));
    }
  }

  @Test
  void doesNothingForEmptyRows() {
    MatrixView empty = MatrixView.dense(FloatMatrix.of(1, 1, 0, 0).buffer.segment, 5, 0);
    assertEquals(0, kernels().softmax(empty, empty).parts());
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    MatrixView in = FloatMatrix.of(3, 4, 0, 0).view();
    MatrixView other = FloatMatrix.of(3, 5, 0, 0).view();
    MemorySegment tooShort = FloatMatrix.of(1, 3, 0, 0).buffer.segment;
    assertThrows(IllegalArgumentException.class, () -> kernels().softmax(in, other));
    assertThrows(
        IllegalArgumentException.class, () -> kernels().rmsNorm(in, tooShort, EPSILON, in));
  }
}
