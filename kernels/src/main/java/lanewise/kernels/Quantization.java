package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/** Kernels between f32 and 8-bit integers, as ONNX defines them. */
public interface Quantization {
  /**
   * ONNX {@code DynamicQuantizeLinear} of each group by itself: the range of a group's values, zero
   * included, is spread over 0 to 255.
   *
   * @param groups how many runs of {@code groupLength} elements {@code in} has
   * @param out u8
   * @param scales one f32 a group
   * @param zeroPoints one u8 a group
   */
  Task dynamicQuantize(
      MemorySegment in,
      long groups,
      long groupLength,
      MemorySegment out,
      MemorySegment scales,
      MemorySegment zeroPoints);

  /**
   * ONNX {@code QuantizeLinear} of {@code in[outer, channels, inner]}: {@code saturate(round half to
   * even(x / scale) + zeroPoint)}.
   *
   * @param to {@code INT8}, {@code UINT8}, {@code INT16} or {@code UINT16}
   * @param scales one f32 a channel
   * @param zeroPoints one value a channel, or null for zero
   */
  Task quantize(
      ElementType to,
      MemorySegment in,
      long outer,
      long channels,
      long inner,
      MemorySegment scales,
      MemorySegment zeroPoints,
      MemorySegment out);

  /**
   * ONNX {@code DequantizeLinear}: {@code (x - zeroPoint) · scale}.
   *
   * @param from an 8- or 16-bit integer, or {@code INT32}
   */
  Task dequantize(
      ElementType from,
      MemorySegment in,
      long outer,
      long channels,
      long inner,
      MemorySegment scales,
      MemorySegment zeroPoints,
      MemorySegment out);
}
