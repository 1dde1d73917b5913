package lanewise.kernels.scalar.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.BlockOperands;
import lanewise.kernels.task.BlockTask;

/** Conversions row by row. */
public final class ScalarBlockFormats implements BlockFormats {
  @Override
  public boolean encodes(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT16, BFLOAT16 -> true;
      default -> BlockEncoder.encodes(type);
    };
  }

  @Override
  public Task decode(BlockMatrix in, MatrixView out) {
    BlockOperands.requireDecode(in, out);
    BlockFormat format = BlockFormat.of(in.type());
    int blocks = in.columns() / in.type().blockElements();
    return new BlockTask(in.rows(), in.columns()) {
      @Override
      protected void range(long start, long end) {
        for (long row = start; row < end; row++) {
          long from = in.byteOffset() + row * in.rowBytes();
          long to = out.byteOffset() + row * out.rowStride() * Float.BYTES;
          format.decode(in.segment(), from, blocks, out.segment(), to);
        }
      }
    };
  }

  @Override
  public Task encode(MatrixView in, MemorySegment importance, BlockMatrix out) {
    BlockOperands.requireEncode(in, importance, out);
    if (!encodes(out.type())) {
      throw new IllegalArgumentException("there is no encoder to " + out.type().label());
    }
    return new EncodeTask(in, importance, out);
  }
}
