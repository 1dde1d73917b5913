package lanewise.kernels.tier;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import lanewise.kernels.Attention;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatMulHalf;
import lanewise.kernels.MatMulInt4;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.Movement;
import lanewise.kernels.Quantization;
import lanewise.kernels.Reductions;
import lanewise.kernels.Rotary;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;

/**
 * The scalar tier below machine code where the Vector API is missing. It says so once, when a
 * kernel is first asked for that the vector tier would have: a model that machine code serves
 * entirely lacks nothing.
 */
final class WithoutVectorTier implements KernelTier {
  private final KernelTier scalar = new ScalarTier();
  private final AtomicBoolean said = new AtomicBoolean();

  private KernelTier missed() {
    if (!said.getAndSet(true)) {
      Tiers.log(System.Logger.Level.WARNING, "Lanewise runs " + Tiers.WITHOUT_VECTOR);
    }
    return scalar;
  }

  @Override
  public String name() {
    return scalar.name();
  }

  @Override
  public MatMulF32 matMulF32() {
    return missed().matMulF32();
  }

  @Override
  public MatMulInt8 matMulInt8() {
    return missed().matMulInt8();
  }

  @Override
  public MatMulBlocks matMulBlocks() {
    return missed().matMulBlocks();
  }

  @Override
  public BlockFormats blockFormats() {
    return missed().blockFormats();
  }

  @Override
  public MatMulHalf matMulHalf() {
    return missed().matMulHalf();
  }

  @Override
  public MatMulInt4 matMulInt4() {
    return missed().matMulInt4();
  }

  @Override
  public Attention attention() {
    return new ScalarAttentionInstead(scalar.attention());
  }

  @Override
  public Rotary rotary() {
    return missed().rotary();
  }

  @Override
  public RowKernels rows() {
    return missed().rows();
  }

  @Override
  public Elementwise elementwise() {
    return new ScalarElementwiseInstead(scalar.elementwise());
  }

  @Override
  public Reductions reductions() {
    return missed().reductions();
  }

  @Override
  public Movement movement() {
    return scalar.movement();
  }

  @Override
  public Quantization quantization() {
    return missed().quantization();
  }

  /** To ask for scratch memory asks for no kernel yet. */
  private final class ScalarAttentionInstead implements Attention {
    private final Attention scalar;

    ScalarAttentionInstead(Attention scalar) {
      this.scalar = scalar;
    }

    @Override
    public long scratchBytes(Sizes sizes, ElementType keyType, ElementType valueType, int workers) {
      return scalar.scratchBytes(sizes, keyType, valueType, workers);
    }

    @Override
    public List<Task> attend(
        Sizes sizes,
        Heads query,
        KeyRows key,
        KeyRows value,
        Rule rule,
        Heads out,
        MemorySegment scratch) {
      missed();
      return scalar.attend(sizes, query, key, value, rule, out, scratch);
    }
  }

  /** The vector tier would have f32 alone, and no choices and casts. */
  private final class ScalarElementwiseInstead implements Elementwise {
    private final Elementwise scalar;

    ScalarElementwiseInstead(Elementwise scalar) {
      this.scalar = scalar;
    }

    @Override
    public Task unary(
        UnaryOp op, ElementType type, MemorySegment in, MemorySegment out, long count) {
      if (type == ElementType.FLOAT32) {
        missed();
      }
      return scalar.unary(op, type, in, out, count);
    }

    @Override
    public Task binary(
        BinaryOp op,
        ElementType type,
        Broadcast broadcast,
        MemorySegment lhs,
        MemorySegment rhs,
        MemorySegment out) {
      if (type == ElementType.FLOAT32) {
        missed();
      }
      return scalar.binary(op, type, broadcast, lhs, rhs, out);
    }

    @Override
    public Task select(
        ElementType type,
        Broadcast broadcast,
        MemorySegment condition,
        MemorySegment whenTrue,
        MemorySegment whenFalse,
        MemorySegment out) {
      return scalar.select(type, broadcast, condition, whenTrue, whenFalse, out);
    }

    @Override
    public Task cast(
        ElementType from,
        ElementType to,
        boolean saturate,
        MemorySegment in,
        MemorySegment out,
        long count) {
      return scalar.cast(from, to, saturate, in, out, count);
    }
  }
}
