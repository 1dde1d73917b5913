package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Rotary;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.RotaryOperands;
import lanewise.kernels.task.BlockTask;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/** Rotary position embedding in machine code; what is refused comes from below. */
public final class MachineRotary implements Rotary {
  private final VectorUnit unit;
  private final KernelTier below;
  private final RoutineCache cache;

  public MachineRotary(VectorUnit unit, GeneratedCode generated, KernelTier below) {
    this.unit = unit;
    this.below = below;
    this.cache = new RoutineCache(generated);
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
    if (sizes.heads() == 0 || sizes.rotarySize() == 0) {
      return below.rotary().rotate(sizes, pairing, in, angles, positions, out);
    }
    try {
      Routine routine = cache.get(pairing.ordinal(), new Turn(pairing));
      return new Rotate(routine, sizes, in, angles, positions, out);
    } catch (MachineCodeRefusedException e) {
      // RoutineCache has logged why; the tier below serves.
      return below.rotary().rotate(sizes, pairing, in, angles, positions, out);
    }
  }

  private final class Turn implements RoutineCache.Recipe {
    private static final int HEADS = 2;
    private final Pairing pairing;

    Turn(Pairing pairing) {
      this.pairing = pairing;
    }

    @Override
    public String name() {
      return "rotary position embedding";
    }

    @Override
    public String label(long key) {
      return pairing == Pairing.ADJACENT ? "rotary-adjacent" : "rotary-halves";
    }

    @Override
    public Assembler write() {
      return RotaryCode.write(unit, pairing == Pairing.ADJACENT);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      int pairs = unit.lanes() + 3;
      float[] in = Trials.floats(HEADS * 2 * pairs, 1);
      float[] cosines = Trials.floats(pairs, 2);
      float[] sines = Trials.floats(pairs, 3);
      float[] expected = new float[in.length];
      for (int i = 0; i < HEADS * pairs; i++) {
        int head = i / pairs * 2 * pairs;
        int pair = i % pairs;
        boolean adjacent = pairing == Pairing.ADJACENT;
        int first = head + (adjacent ? 2 * pair : pair);
        int second = head + (adjacent ? 2 * pair + 1 : pair + pairs);
        expected[first] = Math.fma(in[first], cosines[pair], -(in[second] * sines[pair]));
        expected[second] = Math.fma(in[second], cosines[pair], in[first] * sines[pair]);
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment block = arena.allocate(RotaryCode.BLOCK_BYTES, 64);
        MemorySegment actual = Trials.segment(arena, in);
        setBlock(block, 8L * pairs, 8L * pairs, pairs);
        long cos = Trials.segment(arena, cosines).address();
        long sin = Trials.segment(arena, sines).address();
        routine.call(actual.address(), actual.address(), cos, sin, HEADS, block.address());
        Trials.compare(expected, actual, 0);
      }
    }
  }

  private static void setBlock(MemorySegment block, long inBytes, long outBytes, long pairs) {
    block.set(JAVA_LONG, RotaryCode.IN_HEAD_BYTES, inBytes);
    block.set(JAVA_LONG, RotaryCode.OUT_HEAD_BYTES, outBytes);
    block.set(JAVA_LONG, RotaryCode.PAIRS, pairs);
  }

  /** Tokens cut into parts of as many elements as one call may take. */
  private static final class Rotate extends BlockTask {
    private final Routine routine;
    private final Sizes sizes;
    private final Operand in;
    private final Angles angles;
    private final MemorySegment positions;
    private final Operand out;
    private final MemorySegment block;

    Rotate(
        Routine routine,
        Sizes sizes,
        Operand in,
        Angles angles,
        MemorySegment positions,
        Operand out) {
      super(sizes.rows(), (long) sizes.heads() * sizes.headSize());
      this.routine = routine;
      this.sizes = sizes;
      this.in = in;
      this.angles = angles;
      this.positions = positions;
      this.out = out;
      this.block = Arena.ofAuto().allocate(RotaryCode.BLOCK_BYTES, 64);
      long inBytes = in.headStride() * Float.BYTES;
      setBlock(block, inBytes, out.headStride() * Float.BYTES, sizes.rotarySize() / 2);
    }

    @Override
    protected void range(long start, long end) {
      requireAlive(in.segment());
      requireAlive(out.segment());
      requireAlive(angles.cosines());
      requireAlive(angles.sines());
      for (int row = (int) start; row < end; row++) {
        long angle = RotaryOperands.position(positions, row, angles.length());
        long angleAt = angle * (sizes.rotarySize() / 2) * Float.BYTES;
        routine.call(
            in.segment().address() + at(in, row, 0),
            out.segment().address() + at(out, row, 0),
            angles.cosines().address() + angleAt,
            angles.sines().address() + angleAt,
            sizes.heads(),
            block.address());
        copyRest(row);
      }
      Reference.reachabilityFence(this);
    }

    private static void requireAlive(MemorySegment operand) {
      if (!operand.scope().isAlive()) {
        throw new IllegalStateException("an operand of this kernel has been freed");
      }
    }

    private static long at(Operand operand, int row, int head) {
      long elements = row * operand.rowStride() + head * operand.headStride();
      return operand.byteOffset() + elements * Float.BYTES;
    }

    /** The elements of each head that are not turned. */
    private void copyRest(int row) {
      long turned = (long) sizes.rotarySize() * Float.BYTES;
      long bytes = (long) sizes.headSize() * Float.BYTES - turned;
      for (int head = 0; bytes > 0 && head < sizes.heads(); head++) {
        long from = at(in, row, head) + turned;
        MemorySegment.copy(in.segment(), from, out.segment(), at(out, row, head) + turned, bytes);
      }
    }
  }
}
