package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.Movement;
import lanewise.kernels.Quantization;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.Reductions;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;

/** Elementwise kernels, reductions, movement and quantization of a {@link TranslatedTier}. */
final class TranslatedElements {
  private TranslatedElements() {}

  static final class Each extends Operands implements Elementwise {
    private final Elementwise inner;

    Each(Elementwise inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public Task unary(
        UnaryOp op, ElementType type, MemorySegment in, MemorySegment out, long count) {
      return one(() -> inner.unary(op, type, of(in), of(out), count));
    }

    @Override
    public Task binary(
        BinaryOp op,
        ElementType type,
        Broadcast broadcast,
        MemorySegment lhs,
        MemorySegment rhs,
        MemorySegment out) {
      return one(() -> inner.binary(op, type, broadcast, of(lhs), of(rhs), of(out)));
    }

    @Override
    public Task select(
        ElementType type,
        Broadcast broadcast,
        MemorySegment condition,
        MemorySegment whenTrue,
        MemorySegment whenFalse,
        MemorySegment out) {
      return one(
          () -> inner.select(type, broadcast, of(condition), of(whenTrue), of(whenFalse), of(out)));
    }

    @Override
    public Task cast(
        ElementType from,
        ElementType to,
        boolean saturate,
        MemorySegment in,
        MemorySegment out,
        long count) {
      return one(() -> inner.cast(from, to, saturate, of(in), of(out), count));
    }
  }

  static final class Reduce extends Operands implements Reductions {
    private final Reductions inner;

    Reduce(Reductions inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public Task reduce(
        ReduceOp op,
        ElementType type,
        MemorySegment in,
        long outer,
        long length,
        long inside,
        MemorySegment out) {
      return one(() -> inner.reduce(op, type, of(in), outer, length, inside, of(out)));
    }

    @Override
    public Task argReduce(
        boolean greatest,
        boolean last,
        ElementType type,
        MemorySegment in,
        long outer,
        long length,
        long inside,
        MemorySegment out) {
      return one(
          () -> inner.argReduce(greatest, last, type, of(in), outer, length, inside, of(out)));
    }
  }

  static final class Move extends Operands implements Movement {
    private final Movement inner;

    Move(Movement inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public Task copy(
        int elementBytes,
        long[] dimensions,
        MemorySegment in,
        long inByteOffset,
        long[] inStrides,
        MemorySegment out,
        long outByteOffset,
        long[] outStrides) {
      return one(() ->
          inner.copy(
              elementBytes,
              dimensions,
              of(in),
              inByteOffset,
              inStrides,
              of(out),
              outByteOffset,
              outStrides));
    }

    @Override
    public Task gather(
        MemorySegment table,
        long outer,
        long tableLength,
        long sliceBytes,
        ElementType indexType,
        MemorySegment indices,
        long indexCount,
        MemorySegment out) {
      return one(() ->
          inner.gather(
              of(table),
              outer,
              tableLength,
              sliceBytes,
              indexType,
              of(indices),
              indexCount,
              of(out)));
    }
  }

  static final class Quantize extends Operands implements Quantization {
    private final Quantization inner;

    Quantize(Quantization inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public Task dynamicQuantize(
        MemorySegment in,
        long groups,
        long groupLength,
        MemorySegment out,
        MemorySegment scales,
        MemorySegment zeroPoints) {
      return one(() ->
          inner.dynamicQuantize(of(in), groups, groupLength, of(out), of(scales), of(zeroPoints)));
    }

    @Override
    public Task quantize(
        ElementType to,
        MemorySegment in,
        long outer,
        long channels,
        long inside,
        MemorySegment scales,
        MemorySegment zeroPoints,
        MemorySegment out) {
      return one(() ->
          inner.quantize(to, of(in), outer, channels, inside, of(scales), of(zeroPoints), of(out)));
    }

    @Override
    public Task dequantize(
        ElementType from,
        MemorySegment in,
        long outer,
        long channels,
        long inside,
        MemorySegment scales,
        MemorySegment zeroPoints,
        MemorySegment out) {
      return one(() ->
          inner.dequantize(
              from, of(in), outer, channels, inside, of(scales), of(zeroPoints), of(out)));
    }
  }
}
