package lanewise.kernels.vector;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static lanewise.kernels.vector.Lanes.F32;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import lanewise.kernels.Rotary;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.RotaryOperands;
import lanewise.kernels.task.BlockTask;

/** Rotary position embedding in vectors of pairs; what is left of a head goes pair by pair. */
public final class VectorRotary implements Rotary {
  /** Pairs that one vector of neighbours holds. */
  private static final int PAIRS = Lanes.COUNT / 2;

  private static final VectorShuffle<Float> OTHER = VectorShuffle.fromOp(F32, lane -> lane ^ 1);
  private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(F32, lane -> lane / 2);

  /** The sign bit in the lanes of a pair's first element. */
  private static final IntVector FIRST_SIGNS = firstSigns();

  private static IntVector firstSigns() {
    int[] signs = new int[Lanes.COUNT];
    for (int i = 0; i < signs.length; i += 2) {
      signs[i] = Integer.MIN_VALUE;
    }
    return IntVector.fromArray(IntegerLanes.I32, signs, 0);
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
    return new Rotate(sizes, pairing, in, angles, positions, out);
  }

  private static final class Rotate extends BlockTask {
    private final Sizes sizes;
    private final boolean adjacent;
    private final Operand in;
    private final Angles angles;
    private final MemorySegment positions;
    private final Operand out;

    Rotate(
        Sizes sizes,
        Pairing pairing,
        Operand in,
        Angles angles,
        MemorySegment positions,
        Operand out) {
      super(sizes.rows(), (long) sizes.heads() * sizes.headSize());
      this.sizes = sizes;
      this.adjacent = pairing == Pairing.ADJACENT;
      this.in = in;
      this.angles = angles;
      this.positions = positions;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      int pairs = sizes.rotarySize() / 2;
      long turned = (long) sizes.rotarySize() * Float.BYTES;
      long rest = (long) sizes.headSize() * Float.BYTES - turned;
      for (int row = (int) start; row < end; row++) {
        long position = RotaryOperands.position(positions, row, angles.length());
        long angle = position * pairs * Float.BYTES;
        for (int head = 0; head < sizes.heads(); head++) {
          long from = at(in, row, head);
          long to = at(out, row, head);
          if (adjacent) {
            neighbours(from, to, angle, pairs);
          } else {
            halves(from, to, angle, pairs);
          }
          if (rest > 0) {
            MemorySegment.copy(in.segment(), from + turned, out.segment(), to + turned, rest);
          }
        }
      }
    }

    private static long at(Operand operand, int row, int head) {
      long elements = row * operand.rowStride() + head * operand.headStride();
      return operand.byteOffset() + elements * Float.BYTES;
    }

    /** A vector of cosines is read whole, of which half is used: so the last pairs go singly. */
    private void neighbours(long from, long to, long angle, int pairs) {
      int i = 0;
      for (; i <= pairs - Lanes.COUNT; i += PAIRS) {
        long at = 2L * i * Float.BYTES;
        long angleAt = angle + (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in.segment(), from + at, LITTLE_ENDIAN);
        FloatVector cos = fromMemorySegment(F32, angles.cosines(), angleAt, LITTLE_ENDIAN);
        FloatVector sin = fromMemorySegment(F32, angles.sines(), angleAt, LITTLE_ENDIAN);
        FloatVector turned = x.rearrange(OTHER).mul(sin.rearrange(TWICE));
        turned =
            turned
                .reinterpretAsInts()
                .lanewise(VectorOperators.XOR, FIRST_SIGNS)
                .reinterpretAsFloats();
        x.fma(cos.rearrange(TWICE), turned)
            .intoMemorySegment(out.segment(), to + at, LITTLE_ENDIAN);
      }
      for (; i < pairs; i++) {
        long at = 2L * i * Float.BYTES;
        pair(from + at, from + at + 4, to + at, to + at + 4, angle + (long) i * Float.BYTES);
      }
    }

    private void halves(long from, long to, long angle, int pairs) {
      long half = (long) pairs * Float.BYTES;
      int i = 0;
      for (; i <= pairs - Lanes.COUNT; i += Lanes.COUNT) {
        long at = (long) i * Float.BYTES;
        FloatVector x = fromMemorySegment(F32, in.segment(), from + at, LITTLE_ENDIAN);
        FloatVector y = fromMemorySegment(F32, in.segment(), from + half + at, LITTLE_ENDIAN);
        FloatVector cos = fromMemorySegment(F32, angles.cosines(), angle + at, LITTLE_ENDIAN);
        FloatVector sin = fromMemorySegment(F32, angles.sines(), angle + at, LITTLE_ENDIAN);
        x.fma(cos, y.mul(sin).neg()).intoMemorySegment(out.segment(), to + at, LITTLE_ENDIAN);
        y.fma(cos, x.mul(sin)).intoMemorySegment(out.segment(), to + half + at, LITTLE_ENDIAN);
      }
      for (; i < pairs; i++) {
        long at = (long) i * Float.BYTES;
        pair(from + at, from + half + at, to + at, to + half + at, angle + at);
      }
    }

    private void pair(long fromX, long fromY, long toX, long toY, long angle) {
      float cos = angles.cosines().get(JAVA_FLOAT_UNALIGNED, angle);
      float sin = angles.sines().get(JAVA_FLOAT_UNALIGNED, angle);
      float x = in.segment().get(JAVA_FLOAT_UNALIGNED, fromX);
      float y = in.segment().get(JAVA_FLOAT_UNALIGNED, fromY);
      out.segment().set(JAVA_FLOAT_UNALIGNED, toX, Math.fma(x, cos, -(y * sin)));
      out.segment().set(JAVA_FLOAT_UNALIGNED, toY, Math.fma(y, cos, x * sin));
    }
  }
}
