package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.Quantization;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.QuantizationOperands;
import lanewise.kernels.task.ChannelTask;

/** Quantization in plain loops, in f32 arithmetic as ONNX has it. */
public final class ScalarQuantization implements Quantization {
  @Override
  public Task dynamicQuantize(
      MemorySegment in,
      long groups,
      long groupLength,
      MemorySegment out,
      MemorySegment scales,
      MemorySegment zeroPoints) {
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
    QuantizationOperands.requirePerChannel(
        ElementType.FLOAT32, to, to, in, outer, channels, inner, scales, zeroPoints, out);
    IntegerAccess integers = IntegerAccess.of(to);
    if (integers != null && integers != IntegerAccess.BOOL && integers.bits() <= 16) {
      return new QuantizeToInteger(integers, in, outer, channels, inner, scales, zeroPoints, out);
    }
    FloatAccess floats = FloatAccess.of(to);
    if (floats != null && !floats.isArithmetic()) {
      return new QuantizeToFloat(floats, in, outer, channels, inner, scales, out);
    }
    throw new IllegalArgumentException("quantize has no kernel for " + to.label());
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
    QuantizationOperands.requirePerChannel(
        from, ElementType.FLOAT32, from, in, outer, channels, inner, scales, zeroPoints, out);
    IntegerAccess integers = IntegerAccess.of(from);
    boolean narrow = integers != null && integers != IntegerAccess.BOOL && integers.bits() <= 16;
    if (narrow || integers == IntegerAccess.INT32) {
      return new DequantizeInteger(integers, in, outer, channels, inner, scales, zeroPoints, out);
    }
    FloatAccess floats = FloatAccess.of(from);
    if (floats != null && !floats.isArithmetic()) {
      return new DequantizeFloat(floats, in, outer, channels, inner, scales, out);
    }
    throw new IllegalArgumentException("dequantize has no kernel for " + from.label());
  }

  private static float get(MemorySegment segment, long index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
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
      float min = 0f;
      float max = 0f;
      for (long i = first; i < first + groupLength; i++) {
        float x = get(in, i);
        min = x < min ? x : min;
        max = x > max ? x : max;
      }
      float scale = max == min ? 1f : (max - min) / 255f;
      int zeroPoint = (int) Math.rint(Math.clamp(0f - min / scale, 0f, 255f));
      scales.set(JAVA_FLOAT_UNALIGNED, (long) group * Float.BYTES, scale);
      zeroPoints.set(JAVA_BYTE, group, (byte) zeroPoint);
      for (long i = first; i < first + groupLength; i++) {
        float steps = Math.clamp(get(in, i) / scale, -zeroPoint, 255f - zeroPoint);
        out.set(JAVA_BYTE, i, (byte) ((int) Math.rint(steps) + zeroPoint));
      }
    }
  }

  private static final class QuantizeToInteger extends ChannelTask {
    private final IntegerAccess to;
    private final MemorySegment in;
    private final MemorySegment scales;
    private final MemorySegment zeroPoints;
    private final MemorySegment out;

    QuantizeToInteger(
        IntegerAccess to,
        MemorySegment in,
        long outer,
        long channels,
        long inner,
        MemorySegment scales,
        MemorySegment zeroPoints,
        MemorySegment out) {
      super(outer, channels, inner);
      this.to = to;
      this.in = in;
      this.scales = scales;
      this.zeroPoints = zeroPoints;
      this.out = out;
    }

    @Override
    protected void channelRun(long channel, long start, long end) {
      float scale = get(scales, channel);
      long zeroPoint = zeroPoints == null ? 0 : to.load(zeroPoints, channel);
      float least = to.least() - zeroPoint;
      float greatest = to.greatest() - zeroPoint;
      for (long i = start; i < end; i++) {
        float steps = Math.clamp(get(in, i) / scale, least, greatest);
        to.store(out, i, (long) Math.rint(steps) + zeroPoint);
      }
    }
  }

  private static final class QuantizeToFloat extends ChannelTask {
    private final FloatAccess to;
    private final MemorySegment in;
    private final MemorySegment scales;
    private final MemorySegment out;

    QuantizeToFloat(
        FloatAccess to,
        MemorySegment in,
        long outer,
        long channels,
        long inner,
        MemorySegment scales,
        MemorySegment out) {
      super(outer, channels, inner);
      this.to = to;
      this.in = in;
      this.scales = scales;
      this.out = out;
    }

    @Override
    protected void channelRun(long channel, long start, long end) {
      float scale = get(scales, channel);
      for (long i = start; i < end; i++) {
        // The zero point is added, so that a negative zero becomes a positive one.
        to.store(out, i, get(in, i) / scale + 0f);
      }
    }
  }

  private static final class DequantizeInteger extends ChannelTask {
    private final IntegerAccess from;
    private final MemorySegment in;
    private final MemorySegment scales;
    private final MemorySegment zeroPoints;
    private final MemorySegment out;

    DequantizeInteger(
        IntegerAccess from,
        MemorySegment in,
        long outer,
        long channels,
        long inner,
        MemorySegment scales,
        MemorySegment zeroPoints,
        MemorySegment out) {
      super(outer, channels, inner);
      this.from = from;
      this.in = in;
      this.scales = scales;
      this.zeroPoints = zeroPoints;
      this.out = out;
    }

    @Override
    protected void channelRun(long channel, long start, long end) {
      float scale = get(scales, channel);
      long zeroPoint = zeroPoints == null ? 0 : from.load(zeroPoints, channel);
      for (long i = start; i < end; i++) {
        float value = (float) (from.load(in, i) - zeroPoint) * scale;
        out.set(JAVA_FLOAT_UNALIGNED, i * Float.BYTES, value);
      }
    }
  }

  private static final class DequantizeFloat extends ChannelTask {
    private final FloatAccess from;
    private final MemorySegment in;
    private final MemorySegment scales;
    private final MemorySegment out;

    DequantizeFloat(
        FloatAccess from,
        MemorySegment in,
        long outer,
        long channels,
        long inner,
        MemorySegment scales,
        MemorySegment out) {
      super(outer, channels, inner);
      this.from = from;
      this.in = in;
      this.scales = scales;
      this.out = out;
    }

    @Override
    protected void channelRun(long channel, long start, long end) {
      float scale = get(scales, channel);
      for (long i = start; i < end; i++) {
        out.set(JAVA_FLOAT_UNALIGNED, i * Float.BYTES, (float) from.load(in, i) * scale);
      }
    }
  }
}
