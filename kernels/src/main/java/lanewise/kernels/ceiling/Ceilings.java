package lanewise.kernels.ceiling;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import lanewise.kernels.Workers;
import lanewise.natives.memory.NativeMemory;

/**
 * Measured ceilings of some number of threads, in 10⁹ operations or bytes a second.
 *
 * @param threads how many threads ran at once
 * @param arithmetic those that this CPU has an instruction for, out of registers
 * @param readGbs reading memory, by the number of bytes that all threads together read again and
 *     again: small ones come out of the caches
 */
public record Ceilings(
    int threads, Map<Ceiling, Double> arithmetic, NavigableMap<Long, Double> readGbs) {
  private static final long NANOS = 300_000_000;

  /** Keeps its own copies. */
  public Ceilings {
    Map<Ceiling, Double> copy = new EnumMap<>(Ceiling.class);
    copy.putAll(arithmetic);
    arithmetic = Collections.unmodifiableMap(copy);
    readGbs = Collections.unmodifiableNavigableMap(new TreeMap<>(readGbs));
  }

  /**
   * Measures all there are with {@code threads} threads at once, a third of a second each.
   *
   * @param byteSizes working sets that reading will be asked for
   * @param listener is told each ceiling's name before it is measured
   */
  public static Ceilings measure(
      int threads, Collection<Long> byteSizes, Consumer<String> listener) {
    NativeMemory.preparePages();
    try (Workers workers = Workers.of(threads);
        CeilingProbe probe = new CeilingProbe(workers)) {
      Map<Ceiling, Double> arithmetic = new EnumMap<>(Ceiling.class);
      for (Ceiling ceiling : Ceiling.values()) {
        if (ceiling != Ceiling.READ && probe.has(ceiling)) {
          listener.accept(ceiling.label());
          arithmetic.put(ceiling, probe.arithmetic(ceiling, NANOS).best());
        }
      }
      NavigableMap<Long, Double> reads = new TreeMap<>();
      for (long bytes : byteSizes) {
        long size = CeilingProbe.rounded(bytes);
        if (!reads.containsKey(size)) {
          listener.accept("reading " + (size >> 10) + " KiB");
          reads.put(size, probe.read(size, NANOS).best());
        }
      }
      return new Ceilings(threads, arithmetic, reads);
    }
  }

  /** The greater of each figure of two measurements: a shared machine may hide a ceiling once. */
  public Ceilings best(Ceilings other) {
    Map<Ceiling, Double> rates = new EnumMap<>(Ceiling.class);
    rates.putAll(arithmetic);
    other.arithmetic.forEach((ceiling, rate) -> rates.merge(ceiling, rate, Math::max));
    NavigableMap<Long, Double> reads = new TreeMap<>(readGbs);
    other.readGbs.forEach((bytes, rate) -> reads.merge(bytes, rate, Math::max));
    return new Ceilings(threads, rates, reads);
  }

  /** A ceiling of arithmetic, where this CPU has the instruction. */
  public OptionalDouble rate(Ceiling ceiling) {
    Double found = arithmetic.get(ceiling);
    return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
  }

  /**
   * What reading a working set of {@code bytes} reached.
   *
   * @throws IllegalArgumentException if that size was not measured
   */
  public double readGbs(long bytes) {
    Double found = readGbs.get(CeilingProbe.rounded(bytes));
    if (found == null) {
      throw new IllegalArgumentException(
          "reading "
              + CeilingProbe.rounded(bytes)
              + " bytes was not measured, only "
              + readGbs.keySet());
    }
    return found;
  }
}
