package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/** Kernels between f32 and narrow types, as ONNX defines them. */
public interface Quantization {
  /**
   * ONNX {@code DynamicQuantizeLinear} of each group by itself: the range of a group's values, zero
   * included, is spread over 0 to 255: {@code scale = (max - min) / 255}, {@code zeroPoint = round
   * half to even(saturate(-min / scale))}. A group of zeros gets scale 1 and zero point 0, as ONNX
   * Runtime has it; a NaN doesn't count for the range and becomes the zero point.
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
   * ONNX {@code QuantizeLinear} of {@code in[outer, channels, inner]}: {@code saturate(round half
   * to even(x / scale) + zeroPoint)}. A NaN becomes the zero point.
   *
   * @param to an integer of 4, 8 or 16 bits, or a float of 4 or 8 bits, which takes no zero point
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
   * @param from an integer of 4, 8 or 16 bits, {@code INT32}, or a float of 4 or 8 bits
   * @param scales one f32 a channel
   * @param zeroPoints one value of type {@code from} a channel, or null for zero
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
