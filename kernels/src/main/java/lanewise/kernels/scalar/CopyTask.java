package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.task.BlockTask;

/** A copy along the output's order: whole runs, repeated elements, or strided ones. */
final class CopyTask extends BlockTask {
  private final CopyPlan plan;
  private final MemorySegment in;
  private final MemorySegment out;
  private final long inByteOffset;
  private final long outByteOffset;
  private final long inner;
  private final long inStride;
  private final long outStride;
  private final boolean adjacent;

  CopyTask(
      CopyPlan plan, MemorySegment in, long inByteOffset, MemorySegment out, long outByteOffset) {
    super(plan.elementCount());
    this.plan = plan;
    this.in = in;
    this.out = out;
    this.inByteOffset = inByteOffset;
    this.outByteOffset = outByteOffset;
    int last = plan.rank() - 1;
    this.inner = plan.dimensions()[last];
    this.inStride = plan.inStrides()[last];
    this.outStride = plan.outStrides()[last];
    this.adjacent = inStride == plan.elementBytes() && outStride == plan.elementBytes();
  }

  @Override
  protected void range(long start, long end) {
    int outerAxes = plan.rank() - 1;
    long position = start;
    while (position < end) {
      long column = position % inner;
      long row = position / inner;
      long length = Math.min(inner - column, end - position);
      long from =
          inByteOffset
              + CopyPlan.offset(row, outerAxes, plan.dimensions(), plan.inStrides())
              + column * inStride;
      long to =
          outByteOffset
              + CopyPlan.offset(row, outerAxes, plan.dimensions(), plan.outStrides())
              + column * outStride;
      if (adjacent) {
        MemorySegment.copy(in, from, out, to, length * plan.elementBytes());
      } else {
        strided(length, from, to);
      }
      position += length;
    }
  }

  private void strided(long length, long from, long to) {
    switch (plan.elementBytes()) {
      case 1 -> {
        for (long i = 0; i < length; i++) {
          out.set(JAVA_BYTE, to + i * outStride, in.get(JAVA_BYTE, from + i * inStride));
        }
      }
      case 2 -> {
        for (long i = 0; i < length; i++) {
          short value = in.get(JAVA_SHORT_UNALIGNED, from + i * inStride);
          out.set(JAVA_SHORT_UNALIGNED, to + i * outStride, value);
        }
      }
      case 4 -> {
        for (long i = 0; i < length; i++) {
          int value = in.get(JAVA_INT_UNALIGNED, from + i * inStride);
          out.set(JAVA_INT_UNALIGNED, to + i * outStride, value);
        }
      }
      default -> {
        for (long i = 0; i < length; i++) {
          long value = in.get(JAVA_LONG_UNALIGNED, from + i * inStride);
          out.set(JAVA_LONG_UNALIGNED, to + i * outStride, value);
        }
      }
    }
  }
}
