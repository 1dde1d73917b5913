package lanewise.engine.op.signal;

/**
 * A discrete Fourier transform of one length, in memory of its own: by halves where the length is a
 * power of two, else as a convolution of such a length (Bluestein 1970). For one thread at a time.
 */
final class Fourier {
  private final int length;
  private final int size;
  private final double[] cosines;
  private final double[] sines;
  private final double[] chirpReal;
  private final double[] chirpImaginary;
  private final double[] filterReal;
  private final double[] filterImaginary;
  final double[] real;
  final double[] imaginary;

  /** Doubles that a transform of this length keeps. */
  static long doubles(long length) {
    return 12 * Math.max(4, length) * 2;
  }

  Fourier(int length) {
    this.length = length;
    boolean power = Integer.bitCount(length) == 1;
    this.size = power ? length : Integer.highestOneBit(2 * length - 1) * 2;
    this.real = new double[size];
    this.imaginary = new double[size];
    this.cosines = new double[Math.max(1, size / 2)];
    this.sines = new double[cosines.length];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = Math.cos(2 * Math.PI * i / size);
      sines[i] = -Math.sin(2 * Math.PI * i / size);
    }
    this.chirpReal = new double[power ? 0 : length];
    this.chirpImaginary = new double[chirpReal.length];
    this.filterReal = new double[power ? 0 : size];
    this.filterImaginary = new double[filterReal.length];
    for (int i = 0; i < chirpReal.length; i++) {
      double angle = Math.PI * ((long) i * i % (2L * length)) / length;
      chirpReal[i] = Math.cos(angle);
      chirpImaginary[i] = -Math.sin(angle);
      filterReal[i] = chirpReal[i];
      filterImaginary[i] = -chirpImaginary[i];
      if (i > 0) {
        filterReal[size - i] = chirpReal[i];
        filterImaginary[size - i] = -chirpImaginary[i];
      }
    }
    if (!power) {
      halves(filterReal, filterImaginary);
    }
  }

  /** Transforms the first elements of {@link #real} and {@link #imaginary}, unscaled. */
  void transform(boolean inverse) {
    if (inverse) {
      conjugate();
    }
    if (size == length) {
      halves(real, imaginary);
    } else {
      convolve();
    }
    if (inverse) {
      conjugate();
    }
  }

  private void conjugate() {
    for (int i = 0; i < length; i++) {
      imaginary[i] = -imaginary[i];
    }
  }

  private void convolve() {
    for (int i = 0; i < size; i++) {
      double x = i < length ? real[i] : 0;
      double y = i < length ? imaginary[i] : 0;
      real[i] = i < length ? x * chirpReal[i] - y * chirpImaginary[i] : 0;
      imaginary[i] = i < length ? x * chirpImaginary[i] + y * chirpReal[i] : 0;
    }
    halves(real, imaginary);
    for (int i = 0; i < size; i++) {
      double x = real[i] * filterReal[i] - imaginary[i] * filterImaginary[i];
      double y = real[i] * filterImaginary[i] + imaginary[i] * filterReal[i];
      // Conjugated, so that the next transform goes back.
      real[i] = x;
      imaginary[i] = -y;
    }
    halves(real, imaginary);
    for (int i = 0; i < length; i++) {
      double x = real[i] / size;
      double y = -imaginary[i] / size;
      real[i] = x * chirpReal[i] - y * chirpImaginary[i];
      imaginary[i] = x * chirpImaginary[i] + y * chirpReal[i];
    }
  }

  /** Cooley and Tukey's transform in place, of {@link #size} elements. */
  private void halves(double[] x, double[] y) {
    for (int i = 1, j = 0; i < size; i++) {
      int bit = size >> 1;
      for (; (j & bit) != 0; bit >>= 1) {
        j ^= bit;
      }
      j ^= bit;
      if (i < j) {
        double real0 = x[i];
        double imaginary0 = y[i];
        x[i] = x[j];
        y[i] = y[j];
        x[j] = real0;
        y[j] = imaginary0;
      }
    }
    for (int width = 2; width > 0 && width <= size; width <<= 1) {
      int half = width / 2;
      int stride = size / width;
      for (int first = 0; first < size; first += width) {
        for (int k = 0; k < half; k++) {
          double c = cosines[k * stride];
          double s = sines[k * stride];
          int a = first + k;
          int b = a + half;
          double u = x[b] * c - y[b] * s;
          double v = x[b] * s + y[b] * c;
          x[b] = x[a] - u;
          y[b] = y[a] - v;
          x[a] += u;
          y[a] += v;
        }
      }
    }
  }
}
