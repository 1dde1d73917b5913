package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Quantization;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.BlockOperands;
import lanewise.kernels.bounds.QuantizationOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Quantization: ranges by work-groups, elements by work-items. */
public final class OpenClQuantization implements Quantization {
  /** Elements of a group from which its range is found by several work-groups. */
  private static final long LEAST_SHARED = 8_192;

  private static final long SHARE_ELEMENTS = 2_048;
  private static final long MOST_SHARES = 128;

  /** Work-items of a group that quantizes rows, 4 elements each. */
  private static final int ROWS_GROUP = 64;

  private final DeviceContext context;

  public OpenClQuantization(DeviceContext context) {
    this.context = context;
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
    List<Task> steps = new ArrayList<>();
    int shares =
        groupLength < LEAST_SHARED ? 0 : (int) Math.min(MOST_SHARES, groupLength / SHARE_ELEMENTS);
    if (shares > 0) {
      steps.add(
          groups("range_of_shares", in, out, groupLength)
              .integer(shares)
              .over(groups * shares * Programs.ROW_GROUP, Programs.ROW_GROUP));
    }
    steps.add(
        groups("range_of_groups", in, out, groupLength)
            .integer(shares)
            .bytes("scales", scales, 0, Float.BYTES)
            .bytes("zeroPoints", zeroPoints, 0, 1)
            .over(groups * Programs.ROW_GROUP, Programs.ROW_GROUP));
    long count = groups * groupLength;
    if (count > 0) {
      steps.add(
          groups("quantize_groups", in, out, groupLength)
              .number(count)
              .bytes("scales", scales, 0, Float.BYTES)
              .bytes("zeroPoints", zeroPoints, 0, 1)
              .over(count, Programs.GROUP));
    }
    return Launch.sequence(context, "dynamic_quantize", steps);
  }

  private Launch groups(String kernel, MemorySegment in, MemorySegment out, long groupLength) {
    return new Launch(context, Programs.QUANTIZATION, kernel)
        .bytes("in", in, 0, Float.BYTES)
        .bytes("out", out, 0, 1)
        .number(groupLength);
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
    if (!isNarrowInteger(to) && !isNarrowFloat(to)) {
      throw new IllegalArgumentException("quantize has no kernel for " + to.label());
    }
    long count = outer * channels * inner;
    long items = to.byteSize(count) / to.blockBytes();
    MemorySegment added = isNarrowFloat(to) ? null : zeroPoints;
    return channels("quantize_linear", to, in, ElementType.FLOAT32, out, to, count)
        .number(channels)
        .number(inner)
        .bytes("scales", scales, 0, Float.BYTES)
        .bytes("zeroPoints", added, 0, to.blockBytes())
        .integer(added == null ? 0 : 1)
        .over(items, Programs.GROUP);
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
    if (!isNarrowInteger(from) && !isNarrowFloat(from) && from != ElementType.INT32) {
      throw new IllegalArgumentException("dequantize has no kernel for " + from.label());
    }
    long count = outer * channels * inner;
    MemorySegment taken = isNarrowFloat(from) ? null : zeroPoints;
    return channels("dequantize_linear", from, in, from, out, ElementType.FLOAT32, count)
        .number(channels)
        .number(inner)
        .bytes("scales", scales, 0, Float.BYTES)
        .bytes("zeroPoints", taken, 0, from.blockBytes())
        .integer(taken == null ? 0 : 1)
        .over(count, Programs.GROUP);
  }

  private Launch channels(
      String kernel,
      ElementType narrow,
      MemorySegment in,
      ElementType inType,
      MemorySegment out,
      ElementType outType,
      long count) {
    return new Launch(context, Programs.QUANTIZATION, kernel)
        .integer(narrow.ordinal())
        .bytes("in", in, 0, inType.blockBytes())
        .bytes("out", out, 0, outType.blockBytes())
        .number(count);
  }

  private static boolean isNarrowInteger(ElementType type) {
    return switch (type) {
      case INT8, UINT8, INT16, UINT16, INT4, UINT4, INT2, UINT2 -> true;
      default -> false;
    };
  }

  private static boolean isNarrowFloat(ElementType type) {
    return type.isFloat() && !ElementKinds.isArithmeticFloat(type);
  }

  /** Rows of f32 as bytes with a scale for each block, as products with weights in blocks want. */
  public static Task quantizeRows(DeviceContext context, MatrixView in, QuantizedRows out) {
    BlockOperands.requireQuantize(in, out);
    long items = (out.columns() + 3L) / 4;
    return new Launch(context, Programs.QUANTIZATION, "quantize_rows")
        .bytes("in", in.segment(), in.byteOffset(), Float.BYTES)
        .number(in.rowStride())
        .bytes("out", out.segment(), 0, Float.BYTES)
        .integer(out.columns())
        .integer(out.block())
        .number(QuantizedRows.rowBytes(out.block(), out.columns()))
        .number(QuantizedRows.scalesAt(out.columns()))
        .number(QuantizedRows.sumsAt(out.block(), out.columns()))
        .over(new long[] {items, out.rows()}, new long[] {ROWS_GROUP, 1});
  }
}
