package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Quantization;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.QuantizationOperands;
import lanewise.kernels.task.ChannelTask;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * Quantization to and from bytes in machine code, where there is AVX-512; other types, channels
 * shorter than a vector, and what is refused come from below. All tiers give the same bytes.
 */
public final class MachineQuantization implements Quantization {
  private static final int LANES = VectorUnit.AVX512.lanes();

  /** Elements that one call passes over. */
  private static final long ELEMENTS_PER_CALL = 64 * 1024;

  private final QuantizeRoutines routines;
  private final KernelTier below;

  public MachineQuantization(GeneratedCode generated, KernelTier below) {
    this.routines = new QuantizeRoutines(generated);
    this.below = below;
  }

  private static boolean takes(ElementType type, long inner) {
    return (type == ElementType.INT8 || type == ElementType.UINT8) && inner >= LANES;
  }

  @Override
  public Task dynamicQuantize(
      MemorySegment in,
      long groups,
      long groupLength,
      MemorySegment out,
      MemorySegment scales,
      MemorySegment zeroPoints) {
    QuantizationOperands.requireDynamic(in, groups, groupLength, out, scales, zeroPoints);
    try {
      return new Dynamic(
          routines.range(),
          routines.quantize(false),
          in,
          Math.toIntExact(groups),
          groupLength,
          out,
          scales,
          zeroPoints,
          Arena.ofAuto().allocate(Math.multiplyExact(Math.max(1, groups), 8L), 64));
    } catch (MachineCodeRefusedException e) {
      // RoutineCache has logged why; the tier below serves.
      return below.quantization().dynamicQuantize(in, groups, groupLength, out, scales, zeroPoints);
    }
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
    if (takes(to, inner)) {
      QuantizationOperands.requirePerChannel(
          ElementType.FLOAT32, to, to, in, outer, channels, inner, scales, zeroPoints, out);
      try {
        Routine routine = routines.quantize(to == ElementType.INT8);
        return new Channels(
            routine, to, Float.BYTES, 1, in, outer, channels, inner, scales, zeroPoints, out);
      } catch (MachineCodeRefusedException refused) {
        // RoutineCache has logged why; the tier below serves.
      }
    }
    return below.quantization().quantize(to, in, outer, channels, inner, scales, zeroPoints, out);
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
    if (takes(from, inner)) {
      QuantizationOperands.requirePerChannel(
          from, ElementType.FLOAT32, from, in, outer, channels, inner, scales, zeroPoints, out);
      try {
        Routine routine = routines.dequantize(from == ElementType.INT8);
        return new Channels(
            routine, from, 1, Float.BYTES, in, outer, channels, inner, scales, zeroPoints, out);
      } catch (MachineCodeRefusedException refused) {
        // RoutineCache has logged why; the tier below serves.
      }
    }
    return below
        .quantization()
        .dequantize(from, in, outer, channels, inner, scales, zeroPoints, out);
  }

  private static long tailMask(long count) {
    return (1L << count % LANES) - 1;
  }

  private static final class Channels extends ChannelTask {
    private final Routine routine;
    private final boolean signed;
    private final int inBytes;
    private final int outBytes;
    private final MemorySegment scales;
    private final MemorySegment zeroPoints;
    private final MemorySegment in;
    private final MemorySegment out;

    Channels(
        Routine routine,
        ElementType type,
        int inBytes,
        int outBytes,
        MemorySegment in,
        long outer,
        long channels,
        long inner,
        MemorySegment scales,
        MemorySegment zeroPoints,
        MemorySegment out) {
      super(outer, channels, inner);
      this.routine = routine;
      this.signed = type == ElementType.INT8;
      this.inBytes = inBytes;
      this.outBytes = outBytes;
      this.in = in;
      this.scales = scales;
      this.zeroPoints = zeroPoints;
      this.out = out;
    }

    @Override
    protected void channelRun(long channel, long start, long end) {
      if (!in.scope().isAlive() || !out.scope().isAlive()) {
        throw new IllegalStateException("an operand of this kernel has been freed");
      }
      float scale = scales.get(JAVA_FLOAT_UNALIGNED, channel * Float.BYTES);
      int zeroPoint = zeroPoints == null ? 0 : zeroPoints.get(JAVA_BYTE, channel);
      long count = end - start;
      routine.call(
          in.address() + start * inBytes,
          out.address() + start * outBytes,
          count / LANES,
          tailMask(count),
          Float.floatToRawIntBits(scale),
          signed ? zeroPoint : zeroPoint & 0xFF);
      Reference.reachabilityFence(this);
    }
  }

  /**
   * A part is one group.
   *
   * @param ranges two f32 a group, where the range's routine leaves them
   */
  private record Dynamic(
      Routine range,
      Routine quantize,
      MemorySegment in,
      int groups,
      long groupLength,
      MemorySegment out,
      MemorySegment scales,
      MemorySegment zeroPoints,
      MemorySegment ranges)
      implements Task {
    @Override
    public int parts() {
      return groups;
    }

    @Override
    public void run(int group, int worker) {
      requireOperands();
      long first = group * groupLength;
      long rangeAt = group * 8L;
      float min = 0f;
      float max = 0f;
      for (long done = 0; done < groupLength; done += ELEMENTS_PER_CALL) {
        long count = Math.min(ELEMENTS_PER_CALL, groupLength - done);
        long from = in.address() + (first + done) * Float.BYTES;
        range.call(from, ranges.address() + rangeAt, count / LANES, tailMask(count), 0, 0);
        min = Math.min(min, ranges.get(JAVA_FLOAT, rangeAt));
        max = Math.max(max, ranges.get(JAVA_FLOAT, rangeAt + 4));
      }
      float scale = max == min ? 1f : (max - min) / 255f;
      int zeroPoint = (int) Math.rint(Math.clamp(0f - min / scale, 0f, 255f));
      scales.set(JAVA_FLOAT_UNALIGNED, (long) group * Float.BYTES, scale);
      zeroPoints.set(JAVA_BYTE, group, (byte) zeroPoint);
      for (long done = 0; done < groupLength; done += ELEMENTS_PER_CALL) {
        long count = Math.min(ELEMENTS_PER_CALL, groupLength - done);
        quantize.call(
            in.address() + (first + done) * Float.BYTES,
            out.address() + first + done,
            count / LANES,
            tailMask(count),
            Float.floatToRawIntBits(scale),
            zeroPoint);
      }
      Reference.reachabilityFence(this);
    }

    private void requireOperands() {
      if (!in.scope().isAlive() || !out.scope().isAlive()) {
        throw new IllegalStateException("an operand of this kernel has been freed");
      }
    }
  }
}
