package lanewise.kernels.device;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;

/** The products and block formats of a {@link TranslatedTier}. */
final class TranslatedProducts {
  private TranslatedProducts() {}

  static final class F32 extends Operands implements MatMulF32 {
    private final MatMulF32 inner;

    F32(MatMulF32 inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public long packedBytes(int k, int n) {
      return inner.packedBytes(k, n);
    }

    @Override
    public PackedMatrix packed(int k, int n, MemorySegment memory) {
      return inner.packed(k, n, memory);
    }

    @Override
    public Task pack(MatrixView rhs, PackedMatrix into) {
      return one(() -> inner.pack(of(rhs), of(into)));
    }

    @Override
    public Task multiply(MatrixView lhs, PackedMatrix rhs, MatrixView out, Epilogue epilogue) {
      return one(() -> inner.multiply(of(lhs), of(rhs), of(out), of(epilogue)));
    }
  }

  static final class Half extends Operands implements MatMulHalf {
    private final MatMulHalf inner;

    Half(MatMulHalf inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public long packedBytes(ElementType type, int k, int n) {
      return inner.packedBytes(type, k, n);
    }

    @Override
    public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
      return inner.packed(type, k, n, memory);
    }

    @Override
    public Task pack(ElementType source, MatrixView rhs, PackedMatrix into) {
      return one(() -> inner.pack(source, of(rhs), of(into)));
    }

    @Override
    public Task round(MatrixView in, MatrixView out) {
      return one(() -> inner.round(of(in), of(out)));
    }

    @Override
    public long scratchBytesPerWorker(ElementType lhs, PackedMatrix rhs, int m) {
      return inner.scratchBytesPerWorker(lhs, rhs, m);
    }

    @Override
    public Task multiply(
        ElementType lhsType,
        MatrixView lhs,
        PackedMatrix rhs,
        MatrixView out,
        Epilogue epilogue,
        MemorySegment scratch) {
      return one(
          () -> inner.multiply(lhsType, of(lhs), of(rhs), of(out), of(epilogue), of(scratch)));
    }
  }

  static final class Int8 extends Operands implements MatMulInt8 {
    private final MatMulInt8 inner;

    Int8(MatMulInt8 inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    private Lhs of(Lhs lhs) {
      return new Lhs(lhs.type(), of(lhs.matrix()), of(lhs.zeroPoints()), lhs.perRow());
    }

    @Override
    public long packedBytes(int k, int n) {
      return inner.packedBytes(k, n);
    }

    @Override
    public PackedMatrix packed(ElementType type, int k, int n, MemorySegment memory) {
      return inner.packed(type, k, n, memory);
    }

    @Override
    public Task pack(MatrixView rhs, PackedMatrix into) {
      return one(() -> inner.pack(of(rhs), of(into)));
    }

    @Override
    public Task multiply(
        Lhs lhs, PackedMatrix rhs, MemorySegment rhsZeroPoints, boolean perColumn, MatrixView out) {
      return one(() -> inner.multiply(of(lhs), of(rhs), of(rhsZeroPoints), perColumn, of(out)));
    }

    @Override
    public Task multiplyRescaled(
        Lhs lhs,
        MemorySegment lhsScales,
        PackedMatrix rhs,
        MemorySegment rhsZeroPoints,
        MemorySegment rhsScales,
        boolean perColumn,
        MatrixView out,
        Epilogue epilogue) {
      return one(() ->
          inner.multiplyRescaled(
              of(lhs),
              of(lhsScales),
              of(rhs),
              of(rhsZeroPoints),
              of(rhsScales),
              perColumn,
              of(out),
              of(epilogue)));
    }

    @Override
    public Task multiplyRequantized(
        Lhs lhs,
        MemorySegment lhsScales,
        PackedMatrix rhs,
        MemorySegment rhsZeroPoints,
        MemorySegment rhsScales,
        boolean perColumn,
        MemorySegment bias,
        Requantized out) {
      return one(() ->
          inner.multiplyRequantized(
              of(lhs),
              of(lhsScales),
              of(rhs),
              of(rhsZeroPoints),
              of(rhsScales),
              perColumn,
              of(bias),
              new Requantized(
                  out.type(),
                  of(out.matrix()),
                  of(out.scale()),
                  of(out.zeroPoint()),
                  out.least(),
                  out.greatest())));
    }
  }

  static final class Int4 extends Operands implements MatMulInt4 {
    private final MatMulInt4 inner;

    Int4(MatMulInt4 inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    private Packed of(Packed packed) {
      return new Packed(packed.layout(), packed.form(), of(packed.segment()));
    }

    @Override
    public long packedBytes(Form form) {
      return inner.packedBytes(form);
    }

    @Override
    public Packed packed(Form form, MemorySegment memory) {
      return inner.packed(form, memory);
    }

    @Override
    public Task pack(Weights weights, Packed into) {
      return one(() ->
          inner.pack(
              new Weights(
                  weights.form(),
                  weights.type(),
                  of(weights.values()),
                  of(weights.scales()),
                  of(weights.zeroPoints())),
              of(into)));
    }

    @Override
    public long scratchBytesPerWorker(Form form, int m) {
      return inner.scratchBytesPerWorker(form, m);
    }

    @Override
    public Task multiply(
        MatrixView lhs, Packed weights, MatrixView out, Epilogue epilogue, MemorySegment scratch) {
      return one(() -> inner.multiply(of(lhs), of(weights), of(out), of(epilogue), of(scratch)));
    }

    @Override
    public Task multiply(
        QuantizedRows lhs,
        Packed weights,
        MatrixView out,
        Epilogue epilogue,
        MemorySegment scratch) {
      return one(() -> inner.multiply(of(lhs), of(weights), of(out), of(epilogue), of(scratch)));
    }
  }

  static final class Blocks extends Operands implements MatMulBlocks {
    private final MatMulBlocks inner;

    Blocks(MatMulBlocks inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public Task quantize(MatrixView in, QuantizedRows out) {
      return one(() -> inner.quantize(of(in), of(out)));
    }

    @Override
    public long scratchBytesPerWorker(ElementType weights, int m, int k, int n) {
      return inner.scratchBytesPerWorker(weights, m, k, n);
    }

    @Override
    public Task multiply(
        QuantizedRows lhs,
        BlockMatrix weights,
        MatrixView out,
        Epilogue epilogue,
        MemorySegment scratch) {
      return one(() -> inner.multiply(of(lhs), of(weights), of(out), of(epilogue), of(scratch)));
    }

    @Override
    public Task multiply(
        MatrixView lhs,
        BlockMatrix weights,
        MatrixView out,
        Epilogue epilogue,
        MemorySegment scratch) {
      return one(() -> inner.multiply(of(lhs), of(weights), of(out), of(epilogue), of(scratch)));
    }
  }

  static final class Formats extends Operands implements BlockFormats {
    private final BlockFormats inner;

    Formats(BlockFormats inner, Translation translation) {
      super(translation);
      this.inner = inner;
    }

    @Override
    public boolean encodes(ElementType type) {
      return inner.encodes(type);
    }

    @Override
    public Task decode(BlockMatrix in, MatrixView out) {
      return one(() -> inner.decode(of(in), of(out)));
    }

    @Override
    public Task encode(MatrixView in, MemorySegment importance, BlockMatrix out) {
      return one(() -> inner.encode(of(in), of(importance), of(out)));
    }
  }
}
