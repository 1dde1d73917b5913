package lanewise.kernels.vector.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.BlockOperands;
import lanewise.kernels.task.BlockTask;

/** Decoding on vectors; encoding is the scalar tier's. */
public final class VectorBlockFormats implements BlockFormats {
  private final BlockFormats scalar;

  public VectorBlockFormats(BlockFormats scalar) {
    this.scalar = scalar;
  }

  @Override
  public boolean encodes(ElementType type) {
    return scalar.encodes(type);
  }

  @Override
  public Task decode(BlockMatrix in, MatrixView out) {
    BlockOperands.requireDecode(in, out);
    RowDecoder decoder = RowDecoder.of(in.type());
    int blocks = in.columns() / in.type().blockElements();
    return new BlockTask(in.rows(), in.columns()) {
      @Override
      protected void range(long start, long end) {
        for (long row = start; row < end; row++) {
          long from = in.byteOffset() + row * in.rowBytes();
          long to = out.byteOffset() + row * out.rowStride() * Float.BYTES;
          decoder.decode(in.segment(), from, blocks, out.segment(), to);
        }
      }
    };
  }

  @Override
  public Task encode(MatrixView in, MemorySegment importance, BlockMatrix out) {
    return scalar.encode(in, importance, out);
  }
}
