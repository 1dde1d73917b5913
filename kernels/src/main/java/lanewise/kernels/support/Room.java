package lanewise.kernels.support;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatrixView;
import lanewise.natives.memory.NativeMemory;

/** Memory for operands of probes; its bytes are zeros. */
record Room(Arena arena) {
  /** Sizes of products: rows, columns, and the length of the sums. */
  static final int M = 16;

  static final int N = 64;
  static final int K = 256;

  MemorySegment bytes(long byteSize) {
    return NativeMemory.allocate(arena, byteSize);
  }

  /** Any type's: no element takes more than 16 bytes. */
  MemorySegment elements(long count) {
    return bytes(16 * count);
  }

  MatrixView matrix(int rows, int columns) {
    return MatrixView.dense(elements((long) rows * columns), rows, columns);
  }
}
