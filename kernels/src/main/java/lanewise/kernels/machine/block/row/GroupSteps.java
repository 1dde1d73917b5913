package lanewise.kernels.machine.block.row;

import static lanewise.natives.machine.Gp.RDI;

import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Steps on the rows of a group that all formats share. A "quad" is a vector with 16 bytes of each
 * of the rows {@code j}, {@code j + 4}, {@code j + 8} …: sums of four quads' lanes meet so that
 * lane {@code i} belongs to row {@code i}.
 */
record GroupSteps(Assembler a, VectorUnit unit, GroupFrame frame) {
  /** Sets the masks that {@link #quad} needs. */
  void prepare() {
    if (unit == VectorUnit.AVX512) {
      for (int quarter = 1; quarter < 4; quarter++) {
        a.mov32(RDI, 15 << 4 * quarter);
        a.kmovw(quarter(quarter), RDI);
      }
    }
  }

  private static Mask quarter(int quarter) {
    return Mask.values()[1 + quarter];
  }

  /**
   * Loads 16 bytes at {@code disp} of each of the rows {@code j + 4 i}; the register is below 16.
   */
  void quad(Vec to, int j, int disp) {
    Mem[] parts = new Mem[unit.lanes() / 4];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = frame.weights(j + 4 * i, disp);
    }
    pieces(to, parts);
  }

  /** Fills the 128-bit parts of a vector from memory, as many as it has. */
  void pieces(Vec to, Mem... parts) {
    a.vmovdqu(to.as(128), parts[0]);
    if (unit == VectorUnit.AVX512) {
      for (int quarter = 1; quarter < 4; quarter++) {
        a.vbroadcasti32x4(to.masked(quarter(quarter)), parts[quarter]);
      }
    } else {
      a.vinsertf128(to, to, parts[1], 1);
    }
  }

  /** Repeats 16 bytes of memory. */
  void repeat(Vec to, Mem from) {
    if (unit == VectorUnit.AVX512) {
      a.vbroadcasti32x4(to, from);
    } else {
      a.vbroadcastf128(to, from);
    }
  }

  void and(Vec to, Vec left, Operand right) {
    if (unit == VectorUnit.AVX512) {
      a.vpandd(to, left, right);
    } else {
      a.vpand(to, left, right);
    }
  }

  void xor(Vec to, Vec left, Operand right) {
    if (unit == VectorUnit.AVX512) {
      a.vpxord(to, left, right);
    } else {
      a.vpxor(to, left, right);
    }
  }

  /** {@code high |= left & low}. */
  void merge(Vec high, Vec left, Operand low, Vec scratch) {
    if (unit == VectorUnit.AVX512) {
      a.vpternlogd(high, left, low, 0xf8);
    } else {
      a.vpand(scratch, left, low);
      a.vpor(high, high, scratch);
    }
  }

  void zero(Vec to) {
    a.vxorps(to.as(128), to.as(128), to.as(128));
  }

  /** The first 16 bits at {@code disp} of every row, as f16, to f32; registers below 16. */
  void halves(Vec to, int disp, Vec low, Vec high) {
    shorts(disp, low, high);
    if (unit == VectorUnit.AVX512) {
      a.vcvtph2ps(to, low.as(256));
    } else {
      a.vcvtph2ps(to, low.as(128));
    }
  }

  /** The 16 bits at {@code disp} of every row, one after another in {@code low}. */
  void shorts(int disp, Vec low, Vec high) {
    for (int half = 0; half < unit.lanes() / 8; half++) {
      Vec part = (half == 0 ? low : high).as(128);
      a.vpxor(part, part, part);
      for (int i = 0; i < 8; i++) {
        a.vpinsrw(part, part, frame.weights(8 * half + i, disp), i);
      }
    }
    if (unit == VectorUnit.AVX512) {
      a.vinsertf128(low.as(256), low.as(256), high.as(128), 1);
    }
  }

  /**
   * Adds the four lanes in each 128-bit part of four vectors: lane {@code j} of a part of {@code
   * v0} becomes the sum of that part of {@code vj}. The four registers and {@code scratch} are
   * used.
   */
  void addQuads(Vec v0, Vec v1, Vec v2, Vec v3, Vec scratch) {
    addPairs(v0, v1, scratch);
    addPairs(v2, v3, scratch);
    a.vpunpcklqdq(scratch, v0, v2);
    a.vpunpckhqdq(v0, v0, v2);
    a.vpaddd(v0, v0, scratch);
  }

  /** {@code v0} becomes v0's lanes 0 + 2, v1's lanes 0 + 2, v0's 1 + 3, v1's 1 + 3. */
  void addPairs(Vec v0, Vec v1, Vec scratch) {
    a.vpunpckldq(scratch, v0, v1);
    a.vpunpckhdq(v0, v0, v1);
    a.vpaddd(v0, v0, scratch);
  }

  /**
   * Adds the 128-bit parts of as many vectors as each has parts: part {@code i} of {@code v[0]}
   * becomes the sum of the parts of {@code v[i]}.
   */
  void addParts(Vec[] v, Vec scratch) {
    if (unit == VectorUnit.AVX512) {
      for (int i = 0; i < 4; i += 2) {
        a.vshufi32x4(scratch, v[i], v[i + 1], 0x88);
        a.vshufi32x4(v[i], v[i], v[i + 1], 0xdd);
        a.vpaddd(v[i], v[i], scratch);
      }
      a.vshufi32x4(scratch, v[0], v[2], 0x88);
      a.vshufi32x4(v[0], v[0], v[2], 0xdd);
    } else {
      a.vperm2f128(scratch, v[0], v[1], 0x20);
      a.vperm2f128(v[0], v[0], v[1], 0x31);
    }
    a.vpaddd(v[0], v[0], scratch);
  }

  /** One more link of the chain of every output: {@code acc = fma(f32(sum), d · scale, acc)}. */
  void chain(int row, Vec sum, Operand d, Mem scale, boolean negative, Vec scratch, Vec other) {
    a.vcvtdq2ps(sum, sum);
    a.vbroadcastss(scratch, scale);
    a.vmulps(scratch, scratch, d);
    a.vmovups(other, frame.accumulator(row));
    if (negative) {
      a.vfnmadd231ps(other, sum, scratch);
    } else {
      a.vfmadd231ps(other, sum, scratch);
    }
    a.vmovups(frame.accumulator(row), other);
  }
}
