package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R15;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.xmm;
import static lanewise.natives.machine.Vec.ymm;
import static lanewise.natives.machine.Vec.zmm;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that computes {@code Σ a' - k · a0'} of rows of left bytes, made unsigned as
 * {@link IntegerSumCode} says. Arguments: the block, the first row, how many rows, k.
 */
final class RowTermCode {
  private static final Vec SUM = zmm(0);
  private static final Vec BYTES = zmm(1);
  private static final Vec ONES = zmm(2);
  private static final Vec TAIL_ONES = zmm(3);
  private static final Vec SIGNS = zmm(4);

  private RowTermCode() {}

  static Assembler write(VectorUnit unit, boolean signed, IntegerSumCode.Zero zero) {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.mov(R10, mem(RDI, ProductBlock.LHS_ROW_BYTES));
    a.mov(RAX, RSI);
    a.imul(RAX, R10);
    a.add(RAX, mem(RDI, ProductBlock.LHS));
    a.mov(R11, mem(RDI, ProductBlock.ROW_TERMS));
    a.mov(R15, mem(RDI, ProductBlock.LHS_ZERO));
    if (unit == VectorUnit.AVX512) {
      a.vpbroadcastd(ONES, a.words(0x01010101));
      a.vpbroadcastd(SIGNS, a.words(0x80808080));
      a.kmovq(Mask.K1, mem(RDI, ProductBlock.ROW_TAIL_MASK));
      a.vmovdqu8(TAIL_ONES.zeroed(Mask.K1), ONES);
    }

    Label nextRow = new Label();
    a.bind(nextRow);
    a.mov(R12, RAX);
    a.mov(RBX, RCX);
    if (unit == VectorUnit.AVX512) {
      sumRowByDotProducts(a, signed);
    } else {
      sumRowByWords(a, signed);
    }
    subtractZero(a, signed, zero);
    a.mov32(mem(R11, RSI, 4, 0), R13);
    a.inc(RSI);
    a.add(RAX, R10);
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }

  /** R13 becomes the sum of the RBX bytes at R12; by AVX512-VNNI. */
  private static void sumRowByDotProducts(Assembler a, boolean signed) {
    Label next = new Label();
    Label tail = new Label();
    a.vpxord(SUM, SUM, SUM);
    a.sub(RBX, 64);
    a.jump(Condition.LESS, tail);
    a.bind(next);
    a.vmovdqu8(BYTES, mem(R12, 0));
    sum(a, signed, ONES);
    a.add(R12, 64);
    a.sub(RBX, 64);
    a.jump(Condition.GREATER_OR_EQUAL, next);
    a.bind(tail);
    a.vmovdqu8(BYTES.zeroed(Mask.K1), mem(R12, 0));
    sum(a, signed, TAIL_ONES);
    a.vextractf64x4(ymm(1), SUM, 1);
    a.vpaddd(ymm(0), ymm(0), ymm(1));
    reduce(a);
  }

  /** The sum of the eight lanes of register 0. */
  private static void reduce(Assembler a) {
    a.vextractf128(xmm(1), ymm(0), 1);
    a.vpaddd(xmm(0), xmm(0), xmm(1));
    a.vpshufd(xmm(1), xmm(0), 0x4e);
    a.vpaddd(xmm(0), xmm(0), xmm(1));
    a.vpshufd(xmm(1), xmm(0), 0xb1);
    a.vpaddd(xmm(0), xmm(0), xmm(1));
    a.vmovd(R13, xmm(0));
  }

  /** The same by AVX2: even and odd bytes as words, then pairs of words; at last single bytes. */
  private static void sumRowByWords(Assembler a, boolean signed) {
    Label next = new Label();
    Label tail = new Label();
    Label single = new Label();
    Label done = new Label();
    a.vpxor(ymm(0), ymm(0), ymm(0));
    a.sub(RBX, 32);
    a.jump(Condition.LESS, tail);
    a.bind(next);
    a.vmovups(ymm(1), mem(R12, 0));
    if (signed) {
      a.vpxor(ymm(1), ymm(1), VectorUnit.AVX2.constant(a, 0x80808080));
    }
    a.vpsrlw(ymm(2), ymm(1), 8);
    a.vpand(ymm(1), ymm(1), VectorUnit.AVX2.constant(a, 0x00ff00ff));
    a.vpaddw(ymm(1), ymm(1), ymm(2));
    a.vpmaddwd(ymm(1), ymm(1), VectorUnit.AVX2.constant(a, 0x00010001));
    a.vpaddd(ymm(0), ymm(0), ymm(1));
    a.add(R12, 32);
    a.sub(RBX, 32);
    a.jump(Condition.GREATER_OR_EQUAL, next);
    a.bind(tail);
    reduce(a);
    a.add(RBX, 32);
    a.jump(Condition.EQUAL, done);
    a.bind(single);
    if (signed) {
      a.movsx8(R14, mem(R12, 0));
      a.add(R14, 128);
    } else {
      a.movzx8(R14, mem(R12, 0));
    }
    a.add(R13, R14);
    a.inc(R12);
    a.dec(RBX);
    a.jump(Condition.NOT_EQUAL, single);
    a.bind(done);
  }

  private static void sum(Assembler a, boolean signed, Vec ones) {
    if (signed) {
      a.vpxord(BYTES, BYTES, SIGNS);
    }
    a.vpdpbusd(SUM, BYTES, ones);
  }

  private static void subtractZero(Assembler a, boolean signed, IntegerSumCode.Zero zero) {
    Mem at = zero == IntegerSumCode.Zero.MANY ? mem(R15, RSI, 1, 0) : mem(R15, 0);
    switch (zero) {
      case NONE -> {
        return;
      }
      case MOVED -> a.mov(R14, 128);
      case ONE, MANY -> {
        if (signed) {
          a.movsx8(R14, at);
          a.add(R14, 128);
        } else {
          a.movzx8(R14, at);
        }
      }
    }
    a.imul(R14, RCX);
    a.sub(R13, R14);
  }
}
