package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.Attention;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Rotary;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;

/** Attention, rotary embedding and row kernels of a {@link TranslatedTier}. */
final class TranslatedRows {
  private TranslatedRows() {}

  static final class Attend extends Operands implements Attention {
    private final Attention inner;

    Attend(Attention inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    private Heads of(Heads heads) {
      return heads == null
          ? null
          : new Heads(
              of(heads.segment()),
              heads.byteOffset(),
              heads.batchStride(),
              heads.headStride(),
              heads.rowStride());
    }

    private KeyRows of(KeyRows rows) {
      return new KeyRows(rows.type(), of(rows.heads()), of(rows.scales()));
    }

    private Mask of(Mask mask) {
      return mask == null
          ? null
          : new Mask(
              of(mask.segment()),
              mask.byteOffset(),
              mask.batchStride(),
              mask.headStride(),
              mask.rowStride());
    }

    private Span of(Span span) {
      return span == null ? null : new Span(of(span.positions()), span.before(), span.after());
    }

    private Rule of(Rule rule) {
      return new Rule(
          rule.scale(), rule.softCap(), of(rule.mask()), of(rule.span()), of(rule.sinks()));
    }

    @Override
    public long scratchBytes(
        Attention.Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
      return inner.scratchBytes(sizes, keyType, valueType, workers);
    }

    @Override
    public List<Task> attend(
        Attention.Sizes sizes,
        Heads query,
        KeyRows key,
        KeyRows value,
        Rule rule,
        Heads out,
        MemorySegment scratch) {
      return several(
          () -> inner.attend(sizes, of(query), of(key), of(value), of(rule), of(out), of(scratch)));
    }
  }

  static final class Rotate extends Operands implements Rotary {
    private final Rotary inner;

    Rotate(Rotary inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    private Operand of(Operand operand) {
      return new Operand(
          of(operand.segment()), operand.byteOffset(), operand.rowStride(), operand.headStride());
    }

    @Override
    public Task rotate(
        Rotary.Sizes sizes,
        Pairing pairing,
        Operand in,
        Angles angles,
        MemorySegment positions,
        Operand out) {
      return one(() ->
          inner.rotate(
              sizes,
              pairing,
              of(in),
              new Angles(of(angles.cosines()), of(angles.sines()), angles.length()),
              of(positions),
              of(out)));
    }
  }

  static final class Rows extends Operands implements RowKernels {
    private final RowKernels inner;

    Rows(RowKernels inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public Task softmax(MatrixView in, MatrixView out) {
      return one(() -> inner.softmax(of(in), of(out)));
    }

    @Override
    public Task logSoftmax(MatrixView in, MatrixView out) {
      return one(() -> inner.logSoftmax(of(in), of(out)));
    }

    @Override
    public Task layerNorm(
        MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out) {
      return one(() -> inner.layerNorm(of(in), of(scale), of(bias), epsilon, of(out)));
    }

    @Override
    public Task rmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out) {
      return one(() -> inner.rmsNorm(of(in), of(scale), epsilon, of(out)));
    }
  }
}
