package lanewise.kernels.tier;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import lanewise.kernels.Attention;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.Elementwise;
import lanewise.kernels.GeneratedKernel;
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
import lanewise.kernels.machine.AttentionRoutines;
import lanewise.kernels.machine.ByteUnit;
import lanewise.kernels.machine.GeneratedCode;
import lanewise.kernels.machine.MachineAttention;
import lanewise.kernels.machine.MachineElementwise;
import lanewise.kernels.machine.MachineMatMulF32;
import lanewise.kernels.machine.MachineMatMulHalf;
import lanewise.kernels.machine.MachineMatMulInt8;
import lanewise.kernels.machine.MachineQuantization;
import lanewise.kernels.machine.MachineRotary;
import lanewise.kernels.machine.MachineRowKernels;
import lanewise.kernels.machine.ProductRoutinesF32;
import lanewise.kernels.machine.ProductRoutinesHalf;
import lanewise.kernels.machine.RowRoutines;
import lanewise.kernels.machine.VectorUnit;
import lanewise.kernels.machine.block.MachineMatMulBlocks;
import lanewise.kernels.machine.int4.MachineMatMulInt4;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.CpuFeature;
import lanewise.natives.machine.MachineCodeRefusedException;

/**
 * Kernels in machine code, written for this CPU when they are first needed; what has no machine
 * code comes from the tier below. A family is made when it is first asked for, so that a process
 * loads the classes of those that it uses; the f32 product is made at once and shows whether this
 * process can run machine code at all.
 */
public final class MachineTier implements KernelTier {
  private final KernelTier below;
  private final VectorUnit unit;
  private final Set<CpuFeature> features;
  private final GeneratedCode generated;
  private final ProductRoutinesF32 products;
  private final MatMulF32 matMulF32;
  private MatMulInt8 matMulInt8;
  private MatMulHalf matMulHalf;
  private MatMulInt4 matMulInt4;
  private MatMulBlocks matMulBlocks;
  private Attention attention;
  private RowKernels rows;
  private Elementwise elementwise;
  private Rotary rotary;
  private Quantization quantization;

  private MachineTier(KernelTier below, VectorUnit unit, Set<CpuFeature> features)
      throws MachineCodeRefusedException {
    this.below = below;
    this.unit = unit;
    this.features = features;
    this.generated = new GeneratedCode();
    this.products = new ProductRoutinesF32(unit, generated);
    this.matMulF32 = new MachineMatMulF32(unit, products);
  }

  /**
   * The machine tier over {@code below}.
   *
   * @throws MachineCodeRefusedException if this process can't run machine code of ours; the message
   *     says why
   */
  public static MachineTier create(KernelTier below) throws MachineCodeRefusedException {
    return create(below, 512);
  }

  /**
   * The machine tier with vectors of at most {@code vectorBits}: 256 takes AVX2 where there would
   * be AVX-512.
   *
   * @throws MachineCodeRefusedException if this process can't run machine code of ours; the message
   *     says why
   */
  public static MachineTier create(KernelTier below, int vectorBits)
      throws MachineCodeRefusedException {
    return create(below, vectorBits, Set.of());
  }

  /**
   * The same as on a CPU that lacks some features.
   *
   * @throws MachineCodeRefusedException if this process can't run machine code of ours; the message
   *     says why
   */
  public static MachineTier create(KernelTier below, int vectorBits, Set<CpuFeature> without)
      throws MachineCodeRefusedException {
    Cpu cpu = Cpu.detect();
    VectorUnit unit = VectorUnit.of(cpu);
    if (unit == null || vectorBits < VectorUnit.AVX2.bytes() * Byte.SIZE) {
      throw new MachineCodeRefusedException(
          unit == null
              ? "this CPU (" + cpu.name() + ") lacks AVX2, FMA or F16C"
              : "there is no machine code for vectors of " + vectorBits + " bits");
    }
    boolean narrow = vectorBits < VectorUnit.AVX512.bytes() * Byte.SIZE;
    Set<CpuFeature> features = new HashSet<>(cpu.features());
    features.removeAll(without);
    return create(below, narrow ? VectorUnit.AVX2 : unit, features);
  }

  /** The tier for a unit that this CPU has, with so many of its features. */
  static MachineTier create(KernelTier below, VectorUnit unit, Set<CpuFeature> features)
      throws MachineCodeRefusedException {
    return new MachineTier(below, unit, features);
  }

  @Override
  public String name() {
    return "machine";
  }

  @Override
  public List<GeneratedKernel> generated() {
    return generated.admitted();
  }

  @Override
  public List<String> refusals() {
    return generated.refused();
  }

  @Override
  public MatMulF32 matMulF32() {
    return matMulF32;
  }

  @Override
  public synchronized MatMulInt8 matMulInt8() {
    if (matMulInt8 == null) {
      try {
        matMulInt8 = new MachineMatMulInt8(ByteUnit.of(unit, features), generated);
      } catch (MachineCodeRefusedException e) {
        // RoutineCache has logged why; the tier below serves.
        matMulInt8 = below.matMulInt8();
      }
    }
    return matMulInt8;
  }

  @Override
  public synchronized MatMulBlocks matMulBlocks() {
    if (matMulBlocks == null) {
      boolean dot = unit == VectorUnit.AVX512 && features.contains(CpuFeature.AVX512_VNNI);
      matMulBlocks = new MachineMatMulBlocks(unit, dot, generated, below.matMulBlocks());
    }
    return matMulBlocks;
  }

  @Override
  public BlockFormats blockFormats() {
    return below.blockFormats();
  }

  @Override
  public synchronized MatMulHalf matMulHalf() {
    if (matMulHalf == null) {
      boolean widens = unit == VectorUnit.AVX512 || features.contains(CpuFeature.F16C);
      matMulHalf =
          widens
              ? new MachineMatMulHalf(
                  unit,
                  features.contains(CpuFeature.AVX512_BF16),
                  new ProductRoutinesHalf(unit, generated),
                  products,
                  below.matMulHalf())
              : below.matMulHalf();
    }
    return matMulHalf;
  }

  @Override
  public synchronized MatMulInt4 matMulInt4() {
    if (matMulInt4 == null) {
      boolean widens = unit == VectorUnit.AVX512 || features.contains(CpuFeature.F16C);
      boolean dot = features.contains(CpuFeature.AVX512_VNNI);
      matMulInt4 =
          widens ? new MachineMatMulInt4(unit, dot, generated, products) : below.matMulInt4();
    }
    return matMulInt4;
  }

  @Override
  public synchronized Attention attention() {
    if (attention == null) {
      AttentionRoutines routines = new AttentionRoutines(unit, generated);
      attention = new MachineAttention(unit, products, routines, below);
    }
    return attention;
  }

  @Override
  public synchronized Rotary rotary() {
    if (rotary == null) {
      rotary = new MachineRotary(unit, generated, below);
    }
    return rotary;
  }

  @Override
  public synchronized RowKernels rows() {
    if (rows == null) {
      rows = new MachineRowKernels(unit, new RowRoutines(unit, generated), below);
    }
    return rows;
  }

  @Override
  public synchronized Elementwise elementwise() {
    if (elementwise == null) {
      elementwise = new MachineElementwise(unit, generated, below);
    }
    return elementwise;
  }

  @Override
  public Reductions reductions() {
    return below.reductions();
  }

  @Override
  public Movement movement() {
    return below.movement();
  }

  @Override
  public synchronized Quantization quantization() {
    if (quantization == null) {
      quantization =
          unit == VectorUnit.AVX512
              ? new MachineQuantization(generated, below)
              : below.quantization();
    }
    return quantization;
  }
}
