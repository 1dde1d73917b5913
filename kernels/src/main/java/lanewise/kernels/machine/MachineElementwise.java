package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Locale;
import lanewise.kernels.Activation;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import lanewise.kernels.bounds.ElementwiseOperands;
import lanewise.kernels.task.BlockTask;
import lanewise.kernels.task.BroadcastTask;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.MachineCodeRefusedException;
import lanewise.natives.machine.Routine;

/**
 * The four exact operations on f32, the activations and e^x in machine code; all else comes from
 * below.
 */
public final class MachineElementwise implements Elementwise {
  /** An odd number, so that a trial has whole vectors and single elements. */
  private static final int TRIAL_ELEMENTS = 37;

  /** Keys of the cache from here on are functions of one element. */
  private static final long FUNCTIONS = 1000;

  /** What a function may differ from its reference by, relative to 1 + |x|. */
  private static final float TRIAL_BOUND = 4e-7f;

  private final VectorUnit unit;
  private final KernelTier below;
  private final RoutineCache cache;

  public MachineElementwise(VectorUnit unit, GeneratedCode generated, KernelTier below) {
    this.unit = unit;
    this.below = below;
    this.cache = new RoutineCache(generated);
  }

  @Override
  public Task unary(UnaryOp op, ElementType type, MemorySegment in, MemorySegment out, long count) {
    if (type == ElementType.FLOAT32 && UnaryCode.takes(unit, op)) {
      ElementwiseOperands.requireUnary(type, in, out, count);
      try {
        Function function = new Function(op);
        Routine routine = cache.get(FUNCTIONS + op.ordinal(), function);
        return op == UnaryOp.SIN || op == UnaryOp.COS
            ? new Turns(routine, op == UnaryOp.COS, unit.lanes(), in, out, count)
            : new Unary(routine, in, out, count);
      } catch (MachineCodeRefusedException e) {
        return below.elementwise().unary(op, type, in, out, count);
      }
    }
    return below.elementwise().unary(op, type, in, out, count);
  }

  @Override
  public Task binary(
      BinaryOp op,
      ElementType type,
      Broadcast broadcast,
      MemorySegment lhs,
      MemorySegment rhs,
      MemorySegment out) {
    if (type == ElementType.FLOAT32 && takes(op, broadcast)) {
      ElementwiseOperands.requireBinary(op, type, broadcast, lhs, rhs, out);
      try {
        return new Binary(routine(op, broadcast), broadcast, lhs, rhs, out);
      } catch (MachineCodeRefusedException e) {
        return below.elementwise().binary(op, type, broadcast, lhs, rhs, out);
      }
    }
    return below.elementwise().binary(op, type, broadcast, lhs, rhs, out);
  }

  private static boolean takes(BinaryOp op, Broadcast broadcast) {
    boolean exact =
        op == BinaryOp.ADD || op == BinaryOp.SUB || op == BinaryOp.MUL || op == BinaryOp.DIV;
    long lhsStride = Binary.stride(broadcast, 0);
    long rhsStride = Binary.stride(broadcast, 1);
    return exact && (lhsStride | 1) == 1 && (rhsStride | 1) == 1;
  }

  private Routine routine(BinaryOp op, Broadcast broadcast) throws MachineCodeRefusedException {
    Run run = new Run(op, Binary.stride(broadcast, 0) == 0, Binary.stride(broadcast, 1) == 0);
    return cache.get(run.key(), run);
  }

  @Override
  public Task select(
      ElementType type,
      Broadcast broadcast,
      MemorySegment condition,
      MemorySegment whenTrue,
      MemorySegment whenFalse,
      MemorySegment out) {
    return below.elementwise().select(type, broadcast, condition, whenTrue, whenFalse, out);
  }

  @Override
  public Task cast(
      ElementType from,
      ElementType to,
      boolean saturate,
      MemorySegment in,
      MemorySegment out,
      long count) {
    return below.elementwise().cast(from, to, saturate, in, out, count);
  }

  /** How the routine of a function of one element is made. */
  private final class Function implements RoutineCache.Recipe {
    private final UnaryOp op;

    Function(UnaryOp op) {
      this.op = op;
    }

    private float reference(float x) {
      return switch (op) {
        case EXP -> (float) Math.exp(x);
        case LOG -> (float) Math.log(x);
        case SIN -> (float) Math.sin(x);
        case COS -> (float) Math.cos(x);
        default -> ReferenceActivation.apply(Activation.valueOf(op.name()), x);
      };
    }

    @Override
    public String name() {
      return "f32 " + op;
    }

    @Override
    public String label(long key) {
      return "f32-" + op.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Assembler write() {
      return UnaryCode.write(unit, op);
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      float[] in = Trials.floats(TRIAL_ELEMENTS, 3);
      float[] expected = new float[TRIAL_ELEMENTS];
      for (int i = 0; i < expected.length; i++) {
        in[i] = op == UnaryOp.LOG ? Math.abs(in[i]) + 0x1p-10f : in[i];
        expected[i] = reference(in[i]);
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment from = Trials.segment(arena, in);
        MemorySegment actual = Trials.segment(arena, new float[TRIAL_ELEMENTS]);
        routine.call(from.address(), actual.address(), TRIAL_ELEMENTS);
        Trials.compare(expected, actual, TRIAL_BOUND);
      }
    }
  }

  private static class Unary extends BlockTask {
    final MemorySegment in;
    final MemorySegment out;
    private final Routine routine;

    Unary(Routine routine, MemorySegment in, MemorySegment out, long count) {
      super(count);
      this.routine = routine;
      this.in = in;
      this.out = out;
    }

    @Override
    protected void range(long start, long end) {
      if (!in.scope().isAlive() || !out.scope().isAlive()) {
        throw new IllegalStateException("an operand of this kernel has been freed");
      }
      pass(start, end);
      Reference.reachabilityFence(this);
    }

    /** Does the elements up to {@code end}, or to one that the routine does not take; tells it. */
    final long call(long start, long end) {
      long at = start * Float.BYTES;
      long stop = routine.call(in.address() + at, out.address() + at, end - start);
      return (stop - in.address()) / Float.BYTES;
    }

    void pass(long start, long end) {
      call(start, end);
    }
  }

  /** Sines or cosines; vectors with large arguments, which are rare, one by one. */
  private static final class Turns extends Unary {
    private final boolean cosine;
    private final int lanes;

    Turns(
        Routine routine,
        boolean cosine,
        int lanes,
        MemorySegment in,
        MemorySegment out,
        long count) {
      super(routine, in, out, count);
      this.cosine = cosine;
      this.lanes = lanes;
    }

    @Override
    void pass(long start, long end) {
      long done = call(start, end);
      while (done < end) {
        long stop = Math.min(end, done + lanes);
        for (; done < stop; done++) {
          float x = in.get(JAVA_FLOAT_UNALIGNED, done * Float.BYTES);
          float y = (float) (cosine ? Math.cos(x) : Math.sin(x));
          out.set(JAVA_FLOAT_UNALIGNED, done * Float.BYTES, y);
        }
        if (done < end) {
          done = call(done, end);
        }
      }
    }
  }

  /** How a run's routine is made. */
  private final class Run implements RoutineCache.Recipe {
    private final BinaryOp op;
    private final boolean lhsRepeats;
    private final boolean rhsRepeats;

    Run(BinaryOp op, boolean lhsRepeats, boolean rhsRepeats) {
      this.op = op;
      this.lhsRepeats = lhsRepeats;
      this.rhsRepeats = rhsRepeats;
    }

    long key() {
      return 4L * op.ordinal() + (lhsRepeats ? 2 : 0) + (rhsRepeats ? 1 : 0);
    }

    @Override
    public String name() {
      return "f32 " + op;
    }

    @Override
    public String label(long key) {
      return "f32-"
          + op.name().toLowerCase(Locale.ROOT)
          + (lhsRepeats ? "-left-repeated" : "")
          + (rhsRepeats ? "-right-repeated" : "");
    }

    @Override
    public Assembler write() {
      return new ElementwiseCode(unit, op, lhsRepeats, rhsRepeats).write();
    }

    @Override
    public void tryOut(Routine routine) throws MachineCodeRefusedException {
      float[] lhs = Trials.floats(TRIAL_ELEMENTS, 1);
      float[] rhs = Trials.floats(TRIAL_ELEMENTS, 2);
      float[] expected = new float[TRIAL_ELEMENTS];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = reference(lhs[lhsRepeats ? 0 : i], rhs[rhsRepeats ? 0 : i]);
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment left = Trials.segment(arena, lhs);
        MemorySegment right = Trials.segment(arena, rhs);
        MemorySegment actual = Trials.segment(arena, new float[TRIAL_ELEMENTS]);
        routine.call(left.address(), right.address(), actual.address(), TRIAL_ELEMENTS, 0, 0);
        Trials.compare(expected, actual, 0);
      }
    }

    private float reference(float x, float y) {
      return switch (op) {
        case ADD -> x + y;
        case SUB -> x - y;
        case MUL -> x * y;
        case DIV -> x / y;
        default -> throw new IllegalArgumentException("no machine code for " + op);
      };
    }
  }

  private static final class Binary extends BroadcastTask {
    private final Routine routine;
    private final MemorySegment lhs;
    private final MemorySegment rhs;
    private final MemorySegment out;

    Binary(
        Routine routine,
        Broadcast broadcast,
        MemorySegment lhs,
        MemorySegment rhs,
        MemorySegment out) {
      super(broadcast, 2);
      this.routine = routine;
      this.lhs = lhs;
      this.rhs = rhs;
      this.out = out;
    }

    static long stride(Broadcast broadcast, int operand) {
      return innerStride(broadcast, operand);
    }

    @Override
    protected void innerRun(long to, long length, long left, long right, long unused) {
      if (!lhs.scope().isAlive() || !rhs.scope().isAlive() || !out.scope().isAlive()) {
        throw new IllegalStateException("an operand of this kernel has been freed");
      }
      routine.call(
          lhs.address() + left * Float.BYTES,
          rhs.address() + right * Float.BYTES,
          out.address() + to * Float.BYTES,
          length,
          0,
          0);
      Reference.reachabilityFence(this);
    }
  }
}
