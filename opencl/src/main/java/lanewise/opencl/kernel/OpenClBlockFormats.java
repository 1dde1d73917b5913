package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.BlockOperands;
import lanewise.kernels.device.DeviceUnsupportedException;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Decodes every block format; encodes plain floats alone, since a search for scales is serial. */
public final class OpenClBlockFormats implements BlockFormats {
  private final DeviceContext context;

  public OpenClBlockFormats(DeviceContext context) {
    this.context = context;
  }

  @Override
  public boolean encodes(ElementType type) {
    return switch (type) {
      case FLOAT32, FLOAT16, BFLOAT16 -> true;
      default -> false;
    };
  }

  @Override
  public Task decode(BlockMatrix in, MatrixView out) {
    BlockOperands.requireDecode(in, out);
    return new Launch(context, Programs.BLOCKS, "decode_blocks")
        .integer(in.type().ordinal())
        .bytes("in", in.segment(), in.byteOffset(), 1)
        .number(in.rowBytes())
        .bytes("out", out.segment(), out.byteOffset(), Float.BYTES)
        .number(out.rowStride())
        .integer(in.columns())
        .integer(in.type().blockElements())
        .integer(in.type().blockBytes())
        .over(new long[] {in.columns(), in.rows()}, new long[] {Programs.GROUP, 1});
  }

  @Override
  public Task encode(MatrixView in, MemorySegment importance, BlockMatrix out) {
    BlockOperands.requireEncode(in, importance, out);
    if (!encodes(out.type())) {
      throw new DeviceUnsupportedException(
          "blocks of " + out.type().label() + " are encoded on the CPU");
    }
    return new Launch(context, Programs.BLOCKS, "encode_plain")
        .integer(out.type().ordinal())
        .bytes("in", in.segment(), in.byteOffset(), Float.BYTES)
        .number(in.rowStride())
        .bytes("out", out.segment(), out.byteOffset(), 1)
        .number(out.rowBytes())
        .integer(out.columns())
        .over(new long[] {out.columns(), out.rows()}, new long[] {Programs.GROUP, 1});
  }
}
