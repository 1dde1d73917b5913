package lanewise.kernels.task;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import lanewise.kernels.Attention.Span;

/** Which keys the queries of an attention see, looked up when a task runs. */
public final class VisibleKeys {
  private VisibleKeys() {}

  /** The place of a batch entry's first query; 0 where all keys are seen. */
  public static int position(Span span, int batch) {
    return span == null
        ? 0
        : span.positions().get(JAVA_INT_UNALIGNED, (long) batch * Integer.BYTES);
  }

  /** The first key that a query sees. */
  public static int first(Span span, int position, int query, int keys) {
    return span == null ? 0 : Math.clamp((long) position + query - span.before(), 0, keys);
  }

  /** One more than the last key that a query sees, at least the first. */
  public static int end(Span span, int position, int query, int keys) {
    if (span == null) {
      return keys;
    }
    int end = Math.clamp((long) position + query + span.after() + 1, 0, keys);
    return Math.max(end, first(span, position, query, keys));
  }
}
