package lanewise.kernels.scalar.block;

import java.util.Arrays;

/** The integers that a format's codes stand for, and which of them is nearest to a number. */
final class Levels {
  /**
   * Halves from -128 to 128: midpoints of integers are multiples of ½, so that all numbers between
   * two halves have the same nearest level.
   */
  private static final int HALVES = 512;

  private final byte[] levels;
  private final byte[] nearest = new byte[HALVES];

  /** Of ascending levels. */
  private Levels(byte[] levels) {
    this.levels = levels;
    int best = 0;
    for (int half = 0; half < HALVES; half++) {
      double x = (half - HALVES / 2 + 0.5) / 2;
      while (best + 1 < levels.length && levels[best + 1] - x < x - levels[best]) {
        best++;
      }
      nearest[half] = levels[best];
    }
  }

  /** All integers of a range. */
  static Levels range(int least, int greatest) {
    byte[] levels = new byte[greatest - least + 1];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) (least + i);
    }
    return new Levels(levels);
  }

  /** These integers, in any order. */
  static Levels of(byte[] values) {
    byte[] levels = values.clone();
    Arrays.sort(levels);
    return new Levels(levels);
  }

  int least() {
    return levels[0];
  }

  int greatest() {
    return levels[levels.length - 1];
  }

  /** How many levels there are. */
  int count() {
    return levels.length;
  }

  /** Level {@code i}, ascending. */
  int get(int i) {
    return levels[i];
  }

  /** The level nearest to {@code x}, the greater of two. */
  byte nearest(double x) {
    double half = Math.floor(2 * Math.clamp(x, -128.0, 127.75));
    return nearest[(int) half + HALVES / 2];
  }
}
