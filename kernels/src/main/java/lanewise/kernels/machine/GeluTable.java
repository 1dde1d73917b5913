package lanewise.kernels.machine;

/**
 * The polynomials of h(t) = t · Φ(-t), Φ being the normal distribution: interval i has its middle
 * at t = i / {@link #PER_UNIT}, and the argument is the distance from the middle in intervals.
 * Interpolated at Chebyshev points in 40-digit arithmetic, the first interval with h(0) = 0 and
 * h'(0) = ½ kept exact.
 */
final class GeluTable {
  /** Intervals in one unit of t. */
  static final float PER_UNIT = 2.5833333f;

  /** From here on h is less than 1e-8, and its value here is taken. */
  static final float END = 5.99f;

  /** Coefficients of each polynomial. */
  static final int TERMS = 6;

  private static final float[][] COEFFICIENTS = {
    {
      0f,
      0.13522926f,
      0.169864401f,
      0.14256224f,
      0.0940870643f,
      0.0512234904f,
      0.0234600212f,
      0.00912465435f,
      0.00302924472f,
      0.000860895088f,
      0.000209814621f,
      4.39017349e-05f,
      7.89244586e-06f,
      1.21967889e-06f,
      1.6208287e-07f,
      1.85266362e-08f
    },
    {
      0.193548396f,
      0.0797652975f,
      -0.00366631243f,
      -0.0438541099f,
      -0.0485886671f,
      -0.0356819071f,
      -0.0202627126f,
      -0.00934466533f,
      -0.0035767837f,
      -0.00114942703f,
      -0.000312237593f,
      -7.20101525e-05f,
      -1.41412484e-05f,
      -2.3696e-06f,
      -3.39330427e-07f,
      -4.15753476e-08f
    },
    {
      -0.0597790591f,
      -0.051307857f,
      -0.0310236439f,
      -0.00992113538f,
      0.00358249759f,
      0.00801922288f,
      0.00683784345f,
      0.0040634959f,
      0.00187642896f,
      0.000701208948f,
      0.000216313507f,
      5.57143576e-05f,
      1.20669374e-05f,
      2.20831635e-06f,
      3.42640874e-07f,
      4.51876865e-08f
    },
    {
      -1.0361091e-06f,
      0.0053329356f,
      0.00752429711f,
      0.00605048519f,
      0.00288598542f,
      0.000291276752f,
      -0.000841762871f,
      -0.000888840354f,
      -0.000552213285f,
      -0.000253033591f,
      -9.14097982e-05f,
      -2.68203694e-05f,
      -6.49569711e-06f,
      -1.31157128e-06f,
      -2.22245689e-07f,
      -3.17520055e-08f
    },
    {
      0.00150329841f,
      0.00102278439f,
      4.88669284e-05f,
      -0.000680127647f,
      -0.000786281773f,
      -0.00046951836f,
      -0.000119659984f,
      5.99048944e-05f,
      8.83347602e-05f,
      5.73612633e-05f,
      2.59238641e-05f,
      9.0084668e-06f,
      2.50601647e-06f,
      5.69909673e-07f,
      1.07293239e-07f,
      1.68601471e-08f
    },
    {
      -3.33136231e-05f,
      -0.000168502156f,
      -0.000193756321f,
      -8.51564109e-05f,
      3.46388151e-05f,
      7.82069474e-05f,
      5.52508609e-05f,
      1.78182381e-05f,
      -3.15768057e-06f,
      -7.35398953e-06f,
      -4.84686188e-06f,
      -2.10775488e-06f,
      -6.89861508e-07f,
      -1.78536013e-07f,
      -3.74545799e-08f,
      -6.46338982e-09f
    }
  };

  private GeluTable() {}

  /** The coefficients of one degree, one for each of the 16 intervals. */
  static float[] coefficients(int degree) {
    return COEFFICIENTS[degree].clone();
  }
}
