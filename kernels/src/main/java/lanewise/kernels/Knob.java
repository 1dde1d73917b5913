package lanewise.kernels;

import java.util.Arrays;
import lanewise.natives.memory.NativeMemory;

/**
 * The system properties that change how Lanewise computes, for research and for odd machines: none
 * need be set, and none changes what is computed beyond what a kernel's contract leaves open.
 *
 * <p>A property is read when what it governs is made: the tier and its vectors once in a process,
 * the others when a pool of workers, a model's options or a routine is made.
 */
public enum Knob {
  TIER(
      "lanewise.tier",
      "name",
      "the best that can run",
      "the kernel tier: scalar, vector or machine"),
  DEVICE(
      "lanewise.device",
      "name",
      "cpu",
      "where models compute whose options don't say: cpu, opencl or opencl:1, for the second device"),
  VECTOR_BITS(
      "lanewise.vectorBits",
      "128, 256 or 512",
      "the widest that the CPU prefers",
      "the widest vectors of the vector and machine tiers; machine code needs 256 (AVX2) or 512"),
  THREADS(
      "lanewise.threads",
      "count",
      "the processors that this process may use",
      "the threads of a model whose options don't say"),
  SPIN_MICROS(
      "lanewise.spinMicros",
      "microseconds",
      "30, or 0 where there are more workers than processors",
      "how long a worker without work spins before it parks"),
  PREFETCH_BYTES(
      "lanewise.prefetchBytes",
      "bytes",
      "0, which is none",
      "how far ahead machine code for matrix products fetches the packed right-hand side"),
  BLOCK_ROWS(
      "lanewise.blockRows",
      "count",
      "180",
      "rows of the left-hand side that one part of a matrix product takes at most, in machine code"),
  BLOCK_BYTES(
      "lanewise.blockBytes",
      "bytes",
      "262144",
      "how much of a packed panel is multiplied before the next: what should stay in the second"
          + " cache, in machine code"),
  PACKING(
      "lanewise.packing",
      "true or false",
      "true",
      "whether the constant matrices of f32 MatMul and of MatMulInteger are packed once, when a"
          + " model is loaded; else in each run"),
  HUGE_PAGES(
      NativeMemory.HUGE_PAGES_PROPERTY,
      "true or false",
      "true",
      "whether memory of 2 MiB and more asks Linux for large pages; else it asks for small ones"),
  PIN_THREADS(
      "lanewise.pinThreads",
      "true or false",
      "false",
      "whether a pool binds each of its threads to a processor (Linux); the caller's stays free");

  private final String property;
  private final String type;
  private final String defaultValue;
  private final String effect;

  Knob(String property, String type, String defaultValue, String effect) {
    this.property = property;
    this.type = type;
    this.defaultValue = defaultValue;
    this.effect = effect;
  }

  /** The system property's name. */
  public String property() {
    return property;
  }

  /** What its value is, in a few words. */
  public String type() {
    return type;
  }

  /** What holds where it is not set. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What it changes. */
  public String effect() {
    return effect;
  }

  /** The value given, or null where there is none. */
  public String given() {
    String value = System.getProperty(property);
    return value == null || value.isBlank() ? null : value.strip();
  }

  /**
   * The value as an integer, {@code otherwise} where none is given.
   *
   * @throws IllegalArgumentException if it is no integer from {@code least} to {@code most}
   */
  public int integer(int otherwise, int least, int most) {
    long value = parsed(otherwise);
    if (given() != null && (value < least || value > most)) {
      throw rejection("an integer from " + least + " to " + most, null);
    }
    return (int) value;
  }

  /**
   * The value as one of {@code allowed}, {@code otherwise} where none is given.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  public int oneOf(int otherwise, int... allowed) {
    long value = parsed(otherwise);
    for (int candidate : allowed) {
      if (candidate == value) {
        return candidate;
      }
    }
    if (given() != null) {
      throw rejection("one of " + Arrays.toString(allowed), null);
    }
    return otherwise;
  }

  /**
   * The value as {@code true} or {@code false}, {@code otherwise} where none is given.
   *
   * @throws IllegalArgumentException if it is neither
   */
  public boolean flag(boolean otherwise) {
    String value = given();
    if (value == null) {
      return otherwise;
    }
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw rejection("true or false", null);
    };
  }

  private long parsed(int otherwise) {
    String value = given();
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw rejection("an integer", e);
    }
  }

  private IllegalArgumentException rejection(String wanted, Throwable cause) {
    return new IllegalArgumentException(
        "-D" + property + " must be " + wanted + ", not " + given(), cause);
  }
}
