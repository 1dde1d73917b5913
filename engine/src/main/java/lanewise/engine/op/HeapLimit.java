package lanewise.engine.op;

import lanewise.engine.graph.InvalidNodeException;

/** Keeps operators whose bookkeeping grows with their tensors from exhausting the Java heap. */
public final class HeapLimit {
  private HeapLimit() {}

  /** Refuses work that would take more than a quarter of the heap. */
  public static void require(long byteSize, String work) {
    long most = Runtime.getRuntime().maxMemory() / 4;
    if (byteSize > most) {
      throw new InvalidNodeException(
          work
              + " would take "
              + byteSize
              + " bytes of heap, a quarter of it is "
              + most
              + "; give Java more with -Xmx");
    }
  }
}
