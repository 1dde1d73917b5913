package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Rotary;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.RotaryOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Rotary position embedding, a work-item a pair. */
public final class OpenClRotary implements Rotary {
  private final DeviceContext context;

  public OpenClRotary(DeviceContext context) {
    this.context = context;
  }

  @Override
  public Task rotate(
      Sizes sizes,
      Pairing pairing,
      Operand in,
      Angles angles,
      MemorySegment positions,
      Operand out) {
    RotaryOperands.require(sizes, in, angles, positions, out);
    long items = (long) sizes.headSize() - sizes.rotarySize() / 2;
    long count = items * sizes.rows() * sizes.heads();
    return new Launch(context, Programs.ROTARY, "rotate_pairs")
        .bytes("in", in.segment(), in.byteOffset(), Float.BYTES)
        .number(in.rowStride())
        .number(in.headStride())
        .bytes("cosines", angles.cosines(), 0, Float.BYTES)
        .bytes("sines", angles.sines(), 0, Float.BYTES)
        .integer(angles.length())
        .bytes("positions", positions, 0, Integer.BYTES)
        .bytes("out", out.segment(), out.byteOffset(), Float.BYTES)
        .number(out.rowStride())
        .number(out.headStride())
        .indexReport()
        .integer(sizes.heads())
        .integer(sizes.headSize())
        .integer(sizes.rotarySize())
        .integer(pairing == Pairing.ADJACENT ? 1 : 0)
        .number(count)
        .over(count, Programs.GROUP);
  }
}
