package lanewise.kernels.machine;

import java.util.Arrays;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Cpu;
import lanewise.natives.machine.CpuFeature;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * The vector registers that a kernel is made for, and the few steps that differ between them. The
 * last vector of a row is read and written under a mask: {@code K1} with AVX-512, vector register
 * 15 with AVX2; both keep their value throughout a routine.
 */
public enum VectorUnit {
  AVX2(256, 2, 16),
  AVX512(512, 4, 32);

  private final int bits;
  private final int panelVectors;
  private final int registers;

  VectorUnit(int bits, int panelVectors, int registers) {
    this.bits = bits;
    this.panelVectors = panelVectors;
    this.registers = registers;
  }

  /** The widest unit of this CPU, or null where it has none. */
  public static VectorUnit of(Cpu cpu) {
    if (cpu.has(CpuFeature.AVX512)) {
      return AVX512;
    }
    boolean wide = cpu.has(CpuFeature.AVX2) && cpu.has(CpuFeature.FMA);
    return wide && cpu.has(CpuFeature.F16C) ? AVX2 : null;
  }

  /** Vector register {@code index} at this width. */
  public Vec v(int index) {
    if (index >= registers) {
      throw new IllegalArgumentException("no vector register " + index);
    }
    return new Vec(index, bits, Mask.K0, false);
  }

  public int bytes() {
    return bits / 8;
  }

  /** How many 32-bit elements a vector has. */
  public int lanes() {
    return bits / 32;
  }

  /** Vectors beside each other in a tile of a product: with 6 rows they fill the registers. */
  public int panelVectors() {
    return panelVectors;
  }

  /** Columns of a packed panel. */
  public int panelColumns() {
    return panelVectors * lanes();
  }

  /** Sets up the mask from the block that {@code block} points to. */
  public void readMask(Assembler a, Gp block) {
    if (this == AVX512) {
      a.kmovq(Mask.K1, Mem.mem(block, ProductBlock.MASK));
    } else {
      a.vmovups(v(15), Mem.mem(block, ProductBlock.MASK_LANES));
    }
  }

  /** Loads a vector, under the mask where {@code last}, the other lanes zero. */
  public void load(Assembler a, Vec to, Mem from, boolean last) {
    if (!last) {
      a.vmovups(to, from);
    } else if (this == AVX512) {
      a.vmovups(to.zeroed(Mask.K1), from);
    } else {
      a.vmaskmovps(to, v(15), from);
    }
  }

  /** Stores a vector, under the mask where {@code last}. */
  public void store(Assembler a, Mem to, Vec from, boolean last) {
    if (!last) {
      a.vmovups(to, from);
    } else if (this == AVX512) {
      a.vmovups(to.masked(Mask.K1), from);
    } else {
      a.vmaskmovps(to, v(15), from);
    }
  }

  /** Makes the lanes outside the mask zero. */
  public void clearOutside(Assembler a, Vec x) {
    if (this == AVX512) {
      a.vmovaps(x.zeroed(Mask.K1), x);
    } else {
      a.vandps(x, x, v(15));
    }
  }

  /** Sets the lanes outside the mask, which are zero, to those of {@code filler}. */
  public void fillOutside(Assembler a, Vec x, Vec filler, Vec scratch) {
    if (this == AVX512) {
      a.vblendmps(x.masked(Mask.K1), filler, x);
    } else {
      a.vandnps(scratch, v(15), filler);
      a.vorps(x, x, scratch);
    }
  }

  /** Combines all lanes in a fixed order and repeats the result in all lanes. */
  public void reduce(Assembler a, Vec x, Vec scratch, boolean max) {
    if (this == AVX512) {
      a.vextractf64x4(scratch.as(256), x, 1);
      combine(a, x.as(256), scratch.as(256), max);
    }
    Vec low = x.as(128);
    Vec other = scratch.as(128);
    a.vextractf128(other, x.as(256), 1);
    combine(a, low, other, max);
    a.vpshufd(other, low, 0x4e);
    combine(a, low, other, max);
    a.vpshufd(other, low, 0xb1);
    combine(a, low, other, max);
    a.vbroadcastss(x, low);
  }

  private static void combine(Assembler a, Vec to, Vec other, boolean max) {
    if (max) {
      a.vmaxps(to, to, other);
    } else {
      a.vaddps(to, to, other);
    }
  }

  /** A number as an instruction's last operand. */
  public Mem constant(Assembler a, float value) {
    return constant(a, Float.floatToRawIntBits(value));
  }

  /** A 32-bit integer as an instruction's last operand. */
  public Mem constant(Assembler a, int value) {
    if (this == AVX512) {
      return a.constant(value);
    }
    int[] words = new int[lanes()];
    Arrays.fill(words, value);
    return a.words(words);
  }

  /** Fills a register with a number. */
  public void broadcast(Assembler a, Vec to, float value) {
    broadcast(a, to, Float.floatToRawIntBits(value));
  }

  /** Fills a register with a 32-bit integer. */
  public void broadcast(Assembler a, Vec to, int value) {
    if (this == AVX512) {
      a.vbroadcastss(to, a.words(value));
    } else {
      a.vmovups(to, constant(a, value));
    }
  }

  /** Fills a register with the low half of a general one. */
  void broadcast(Assembler a, Vec to, Gp from) {
    if (this == AVX512) {
      a.vpbroadcastd(to, from);
    } else {
      a.vmovd(to.as(128), from);
      a.vbroadcastss(to, to.as(128));
    }
  }

  /** Rounds to the nearest integer, halves to even. */
  public void round(Assembler a, Vec to, Vec from) {
    if (this == AVX512) {
      a.vrndscaleps(to, from, 8);
    } else {
      a.vroundps(to, from, 8);
    }
  }
}
