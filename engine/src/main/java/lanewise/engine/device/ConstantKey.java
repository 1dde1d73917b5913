package lanewise.engine.device;

import java.lang.foreign.MemorySegment;

/** A constant by its memory. */
record ConstantKey(long address, long byteSize) {
  static ConstantKey of(MemorySegment segment) {
    return new ConstantKey(segment.address(), segment.byteSize());
  }
}
