package lanewise.kernels.ceiling;

import java.lang.foreign.MemorySegment;

/**
 * Reads memory: each worker its own share, a chunk a call, round and round.
 *
 * @param chunkBytes bytes of one chunk, a multiple of {@link RegisterCode#READ_STEP_BYTES}
 * @param passes how often a call reads its chunk; more than once only where it is the whole share
 */
record ReadLoop(
    Reader reader,
    MemorySegment memory,
    long shareBytes,
    long chunkBytes,
    long passes,
    long[] cursors)
    implements CeilingLoop {
  private static final long PAGE_BYTES = 4096;
  private static final long MOST_CHUNK_BYTES = 512 << 10;

  /** Longs from one worker's cursor to the next, so that they share no cache line. */
  private static final int CURSOR_STRIDE = 16;

  /** Reads a piece of memory as fast as it can. */
  interface Reader {
    long read(MemorySegment memory, long offset, long byteSize, long passes);
  }

  /** A loop in which {@code workers} workers together read all of {@code memory}. */
  static ReadLoop of(Reader reader, MemorySegment memory, int workers) {
    long share = Math.max(memory.byteSize() / workers & -PAGE_BYTES, PAGE_BYTES);
    long chunk = Math.min(share, MOST_CHUNK_BYTES);
    long passes = Math.max(1, MOST_CHUNK_BYTES / chunk);
    return new ReadLoop(
        reader, memory, share, chunk, passes, new long[(workers + 1) * CURSOR_STRIDE]);
  }

  /** What {@code workers} shares take at least. */
  static long leastBytes(int workers) {
    return PAGE_BYTES * workers;
  }

  @Override
  public double workPerCall() {
    return (double) chunkBytes * passes;
  }

  @Override
  public long call(int worker) {
    int cursor = (worker + 1) * CURSOR_STRIDE;
    long offset = cursors[cursor];
    long next = offset + chunkBytes;
    cursors[cursor] = next + chunkBytes > shareBytes ? 0 : next;
    return reader.read(memory, worker * shareBytes + offset, chunkBytes, passes);
  }
}
