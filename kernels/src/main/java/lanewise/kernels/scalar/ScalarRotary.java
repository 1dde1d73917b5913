package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Rotary;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.RotaryOperands;

/** Rotary position embedding in plain loops; a part is one token. */
public final class ScalarRotary implements Rotary {
  @Override
  public Task rotate(
      Sizes sizes,
      Pairing pairing,
      Operand in,
      Angles angles,
      MemorySegment positions,
      Operand out) {
    RotaryOperands.require(sizes, in, angles, positions, out);
    return new Rotate(sizes, pairing, in, angles, positions, out);
  }

  private record Rotate(
      Sizes sizes, Pairing pairing, Operand in, Angles angles, MemorySegment positions, Operand out)
      implements Task {
    @Override
    public int parts() {
      return sizes.rows();
    }

    @Override
    public void run(int row, int worker) {
      int position = RotaryOperands.position(positions, row, angles.length());
      int pairs = sizes.rotarySize() / 2;
      long angle = (long) position * pairs;
      boolean adjacent = pairing == Pairing.ADJACENT;
      for (int head = 0; head < sizes.heads(); head++) {
        long from = start(in, row, head);
        long to = start(out, row, head);
        for (int i = 0; i < pairs; i++) {
          float cos = get(angles.cosines(), 0, angle + i);
          float sin = get(angles.sines(), 0, angle + i);
          int first = adjacent ? 2 * i : i;
          int second = adjacent ? 2 * i + 1 : i + pairs;
          float x = get(in.segment(), from, first);
          float y = get(in.segment(), from, second);
          set(out.segment(), to, first, Math.fma(x, cos, -(y * sin)));
          set(out.segment(), to, second, Math.fma(y, cos, x * sin));
        }
        for (int i = sizes.rotarySize(); i < sizes.headSize(); i++) {
          set(out.segment(), to, i, get(in.segment(), from, i));
        }
      }
    }
  }

  private static long start(Operand operand, int row, int head) {
    return operand.byteOffset()
        + (row * operand.rowStride() + head * operand.headStride()) * Float.BYTES;
  }

  private static float get(MemorySegment segment, long start, long index) {
    return segment.get(JAVA_FLOAT_UNALIGNED, start + index * Float.BYTES);
  }

  private static void set(MemorySegment segment, long start, long index, float value) {
    segment.set(JAVA_FLOAT_UNALIGNED, start + index * Float.BYTES, value);
  }
}
