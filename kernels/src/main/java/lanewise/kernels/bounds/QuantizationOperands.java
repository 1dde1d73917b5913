package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** Checks of quantization's operands, the same for every tier. */
public final class QuantizationOperands {
  private QuantizationOperands() {}

  /** Requires groups of f32, as many bytes, and a scale and a zero point a group. */
  public static void requireDynamic(
      MemorySegment in,
      long groups,
      long groupLength,
      MemorySegment out,
      MemorySegment scales,
      MemorySegment zeroPoints) {
    long count = Bounds.product("in", groups, groupLength);
    Bounds.requireFloats("in", in, count);
    Bounds.requireBytes("out", out, count);
    Bounds.requireFloats("scales", scales, groups);
    Bounds.requireBytes("zeroPoints", zeroPoints, groups);
  }

  /** Requires the operands of a conversion with a scale and perhaps a zero point a channel. */
  public static void requirePerChannel(
      ElementType from,
      ElementType to,
      ElementType zeroPointType,
      MemorySegment in,
      long outer,
      long channels,
      long inner,
      MemorySegment scales,
      MemorySegment zeroPoints,
      MemorySegment out) {
    long count = Bounds.product("in", outer, channels, inner);
    Bounds.requireElements("in", in, from, count);
    Bounds.requireElements("out", out, to, count);
    Bounds.requireFloats("scales", scales, channels);
    if (zeroPoints != null) {
      Bounds.requireElements("zeroPoints", zeroPoints, zeroPointType, channels);
    }
  }
}
