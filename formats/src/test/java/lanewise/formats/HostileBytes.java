package lanewise.formats;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.Random;

/** Damages a sound file in many ways and holds a reader to its one allowed complaint. */
public final class HostileBytes {
  private static final int FLIPS = 2000;
  private static final long LIMIT_MILLIS = 1000;

  /** Reads a file's bytes; whatever it gives back is not looked at. */
  @FunctionalInterface
  public interface Reading {
    /** Reads {@code bytes}. */
    void read(byte[] bytes) throws Exception;
  }

  private HostileBytes() {}

  /** Reads every prefix of {@code sound}; gives how many were refused. */
  public static int everyPrefix(byte[] sound, Reading reading) {
    int refused = 0;
    for (int length = 0; length < sound.length; length++) {
      refused += read(Arrays.copyOf(sound, length), reading, "prefix of " + length);
    }
    return refused;
  }

  /** Reads {@code sound} with single bits flipped, by a seed; gives how many were refused. */
  public static int bitFlips(byte[] sound, long seed, Reading reading) {
    Random random = new Random(seed);
    int refused = 0;
    for (int flip = 0; flip < FLIPS; flip++) {
      byte[] damaged = sound.clone();
      int bit = random.nextInt(8 * sound.length);
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      refused += read(damaged, reading, "bit " + bit + " flipped, seed " + seed);
    }
    return refused;
  }

  private static int read(byte[] bytes, Reading reading, String what) {
    long start = System.nanoTime();
    int refused = 0;
    try {
      reading.read(bytes);
    } catch (ModelFormatException expected) {
      refused = 1;
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      fail(what, e);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    assertTrue(millis < LIMIT_MILLIS, what + " took " + millis + " ms");
    return refused;
  }
}
