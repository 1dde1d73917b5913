package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Quantization;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.QuantizationOperands;
import lanewise.kernels.task.ChannelTask;

/**
 * Quantization to and from bytes on vectors; other types, and channels too short for a vector, are
 * the scalar tier's.
 */
public final class VectorQuantization implements Quantization {
  private final Quantization scalar;

  /** Kernels that hand what has no vector body to {@code scalar}. */
  public VectorQuantization(Quantization scalar) {
    this.scalar = scalar;
  }

  private static boolean takes(ElementType type, long inner) {
    boolean bytes = type == ElementType.INT8 || type == ElementType.UINT8;
    return bytes && inner >= Lanes.COUNT && QuantizeRun.FITS;
  }

  @Override
  public Task dynamicQuantize(
      MemorySegment in,
      long groups,
      long groupLength,
      MemorySegment out,
      MemorySegment scales,
      MemorySegment zeroPoints) {
    if (!QuantizeRun.FITS) {
      return scalar.dynamicQuantize(in, groups, groupLength, out, scales, zeroPoints);
    }
    QuantizationOperands.requireDynamic(in, groups, groupLength, out, scales, zeroPoints);
    return new Dynamic(in, Math.toIntExact(groups), groupLength, out, scales, zeroPoints);
  }

  @Override
  public Task quantize(
      ElementType to,
      MemorySegment in,
      long outer,
      long channels,
      long inner,
      MemorySegment scales,
      MemorySegment zeroPoints,
      MemorySegment out) {
    if (!takes(to, inner)) {
      return scalar.quantize(to, in, outer, channels, inner, scales, zeroPoints, out);
    }
    QuantizationOperands.requirePerChannel(
        ElementType.FLOAT32, to, to, in, outer, channels, inner, scales, zeroPoints, out);
    boolean signed = to == ElementType.INT8;
    int least = signed ? Byte.MIN_VALUE : 0;
    int greatest = signed ? Byte.MAX_VALUE : 255;
    return new ChannelTask(outer, channels, inner) {
      @Override
      protected void channelRun(long channel, long start, long end) {
        float scale = scales.get(JAVA_FLOAT_UNALIGNED, channel * Float.BYTES);
        int zero = zeroPoint(zeroPoints, channel, signed);
        QuantizeRun.quantize(in, start, end - start, scale, zero, least, greatest, out);
      }
    };
  }

  @Override
  public Task dequantize(
      ElementType from,
      MemorySegment in,
      long outer,
      long channels,
      long inner,
      MemorySegment scales,
      MemorySegment zeroPoints,
      MemorySegment out) {
    if (!takes(from, inner)) {
      return scalar.dequantize(from, in, outer, channels, inner, scales, zeroPoints, out);
    }
    QuantizationOperands.requirePerChannel(
        from, ElementType.FLOAT32, from, in, outer, channels, inner, scales, zeroPoints, out);
    boolean signed = from == ElementType.INT8;
    return new ChannelTask(outer, channels, inner) {
      @Override
      protected void channelRun(long channel, long start, long end) {
        float scale = scales.get(JAVA_FLOAT_UNALIGNED, channel * Float.BYTES);
        int zero = zeroPoint(zeroPoints, channel, signed);
        if (signed) {
          QuantizeRun.dequantizeSigned(in, start, end - start, scale, zero, out);
        } else {
          QuantizeRun.dequantizeUnsigned(in, start, end - start, scale, zero, out);
        }
      }
    };
  }

  private static int zeroPoint(MemorySegment zeroPoints, long channel, boolean signed) {
    if (zeroPoints == null) {
      return 0;
    }
    byte zeroPoint = zeroPoints.get(JAVA_BYTE, channel);
    return signed ? zeroPoint : zeroPoint & 0xFF;
  }

  private record Dynamic(
      MemorySegment in,
      int groups,
      long groupLength,
      MemorySegment out,
      MemorySegment scales,
      MemorySegment zeroPoints)
      implements Task {
    @Override
    public int parts() {
      return groups;
    }

    @Override
    public void run(int group, int worker) {
      long first = group * groupLength;
      float min = QuantizeRun.min(in, first * Float.BYTES, groupLength);
      float max = QuantizeRun.max(in, first * Float.BYTES, groupLength);
      float scale = max == min ? 1f : (max - min) / 255f;
      int zeroPoint = (int) Math.rint(Math.clamp(0f - min / scale, 0f, 255f));
      scales.set(JAVA_FLOAT_UNALIGNED, (long) group * Float.BYTES, scale);
      zeroPoints.set(JAVA_BYTE, group, (byte) zeroPoint);
      QuantizeRun.quantize(in, first, groupLength, scale, zeroPoint, 0, 255, out);
    }
  }
}
