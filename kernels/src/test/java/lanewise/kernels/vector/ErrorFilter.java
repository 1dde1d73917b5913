package lanewise.kernels.vector;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.COS;
import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.EXP;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.IS_NAN;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LOG;
import static jdk.incubator.vector.VectorOperators.SIN;
import static jdk.incubator.vector.VectorOperators.TANH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.UnaryOp;

/**
 * Finds the results of f32 functions that are surely within their bound, several at a time and in
 * double precision, so that all floats there are can be tried. What it does not pass needs a closer
 * look; it may be right all the same.
 */
public final class ErrorFilter {
  /** How many results are judged at once. */
  public static final int COUNT = DoubleVector.SPECIES_PREFERRED.length();

  private static final VectorSpecies<Double> F64 = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> F32 =
      VectorSpecies.of(float.class, VectorShape.forBitSize(COUNT * Float.SIZE));

  /** Leaves room for the error of the reference. */
  private static final double MARGIN = 0.999;

  /** The coefficients of erf's series in x², of ascending degree. */
  private static final double[] SERIES = new double[12];

  static {
    double factorial = 1;
    for (int n = 0; n < SERIES.length; n++) {
      factorial *= Math.max(1, n);
      SERIES[n] = 2 / Math.sqrt(Math.PI) * (n % 2 == 0 ? 1 : -1) / factorial / (2 * n + 1);
    }
  }

  private ErrorFilter() {}

  /**
   * Whether {@link #COUNT} results are within {@code ulps} units in the last place of the exact
   * ones, or within {@code absolute}, for Gaussian units times the argument's size from 1 to 8.
   */
  public static boolean passes(
      UnaryOp op, double ulps, double absolute, MemorySegment in, MemorySegment out, long at) {
    DoubleVector x = wide(FloatVector.fromMemorySegment(F32, in, at, LITTLE_ENDIAN));
    FloatVector found = FloatVector.fromMemorySegment(F32, out, at, LITTLE_ENDIAN);
    DoubleVector exact = exact(op, x);
    FloatVector rounded = (FloatVector) exact.convertShape(D2F, F32, 0);
    IntVector bits = rounded.reinterpretAsInts();
    DoubleVector unit =
        wide(bits.and(Float.floatToRawIntBits(Float.POSITIVE_INFINITY)).reinterpretAsFloats())
            .mul(0x1p-23)
            .max(Float.MIN_VALUE);
    boolean gaussian = op == UnaryOp.GELU_ERF || op == UnaryOp.GELU_TANH;
    DoubleVector size = x.lanewise(ABS).max(1).min(8);
    DoubleVector room = gaussian ? size.mul(absolute) : DoubleVector.broadcast(F64, absolute);
    DoubleVector error = wide(found).sub(exact).lanewise(ABS);
    VectorMask<Double> passed = error.compare(LE, unit.mul(ulps).max(room).mul(MARGIN));
    // Where both are zero their signs count, and an infinite unit says nothing.
    passed = passed.andNot(exact.compare(EQ, 0)).andNot(unit.compare(GE, 0x1p105));
    passed = passed.or(exact.test(IS_NAN).and(wide(found).test(IS_NAN)));
    passed = passed.andNot(needsCloserLook(op, x));
    VectorMask<Integer> same = bits.compare(EQ, found.reinterpretAsInts());
    return passed.or(same.cast(F64)).allTrue();
  }

  private static DoubleVector wide(FloatVector x) {
    return (DoubleVector) x.convertShape(F2D, F64, 0);
  }

  private static DoubleVector exact(UnaryOp op, DoubleVector x) {
    return switch (op) {
      case EXP -> x.lanewise(EXP);
      case LOG -> x.lanewise(LOG);
      case SIN -> x.lanewise(SIN);
      case COS -> x.lanewise(COS);
      case TANH -> x.lanewise(TANH);
      case SIGMOID -> DoubleVector.broadcast(F64, 1).div(denominator(x));
      case SILU -> x.div(denominator(x));
      case ERF -> erf(x, 4);
      case GELU_ERF -> erf(x.mul(Math.sqrt(0.5)), 4).add(1).mul(0.5).mul(x);
      case GELU_TANH ->
          x.div(denominator(x.mul(x).mul(x).mul(0.044715).add(x).mul(2 * Math.sqrt(2 / Math.PI))));
      default -> throw new IllegalArgumentException(op.name());
    };
  }

  private static DoubleVector denominator(DoubleVector x) {
    return x.neg().lanewise(EXP).add(1);
  }

  /** The series, and ±1 from {@code end} on; far from zero and before there nothing good. */
  private static DoubleVector erf(DoubleVector x, double end) {
    DoubleVector square = x.mul(x);
    DoubleVector sum = DoubleVector.broadcast(F64, SERIES[SERIES.length - 1]);
    for (int n = SERIES.length - 2; n >= 0; n--) {
      sum = sum.mul(square).add(SERIES[n]);
    }
    DoubleVector one = DoubleVector.broadcast(F64, 1);
    DoubleVector sign = one.blend(one.neg(), x.compare(LE, 0));
    return sum.mul(x).blend(sign, x.lanewise(ABS).compare(GE, end));
  }

  /** Where the reference itself is not near enough to the truth. */
  private static VectorMask<Double> needsCloserLook(UnaryOp op, DoubleVector x) {
    DoubleVector size = x.lanewise(ABS);
    return switch (op) {
      case ERF -> size.compare(GE, 0.5).and(size.compare(LE, 4));
      case GELU_ERF -> size.compare(GE, 0.7).and(size.compare(LE, 6));
      default -> F64.maskAll(false);
    };
  }
}
