package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What mirrors which range of host addresses. Ranges do not overlap. Not thread-safe.
 *
 * @param <T> what stands for a range
 */
public final class AddressMap<T> {
  private final TreeMap<Long, Entry<T>> byStart = new TreeMap<>();

  private record Entry<T>(long end, T value) {}

  /** A map without a range. */
  public AddressMap() {}

  /**
   * Where a segment lies.
   *
   * @param value what stands for the range that holds it
   * @param byteOffset where the segment starts in that range
   */
  public record Place<T>(T value, long byteOffset) {}

  /**
   * Adds a range; one without a byte is not kept, and never found.
   *
   * @throws IllegalArgumentException if a part of it is there already
   */
  public void add(MemorySegment host, T value) {
    long start = host.address();
    long end = start + host.byteSize();
    if (start == end) {
      return;
    }
    Map.Entry<Long, Entry<T>> before = byStart.lowerEntry(end);
    if (before != null && before.getValue().end > start) {
      throw new IllegalArgumentException(
          "bytes "
              + Math.max(start, before.getKey())
              + " to "
              + Math.min(end, before.getValue().end)
              + " of memory are mirrored already; one range has one mirror");
    }
    byStart.put(start, new Entry<>(end, value));
  }

  /** Where all of {@code segment} lies, or null. */
  public Place<T> find(MemorySegment segment) {
    long start = segment.address();
    Map.Entry<Long, Entry<T>> before = byStart.floorEntry(start);
    return before == null || start + segment.byteSize() > before.getValue().end
        ? null
        : new Place<>(before.getValue().value, start - before.getKey());
  }

  /** Forgets a range that was added. */
  public void remove(MemorySegment host) {
    if (host.byteSize() > 0) {
      byStart.remove(host.address());
    }
  }

  /** Forgets all ranges and gives what stood for them. */
  public List<T> clear() {
    List<T> values = new ArrayList<>();
    byStart.values().forEach(entry -> values.add(entry.value));
    byStart.clear();
    return values;
  }
}
