package lanewise.kernels.machine.block.row;

import static lanewise.natives.machine.Gp.R10;
import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.xmm;
import static lanewise.natives.machine.Vec.ymm;

import java.util.Arrays;
import lanewise.kernels.machine.ProductBlock;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that quantizes rows of activations, with 256-bit vectors. Arguments: a {@link
 * ProductBlock} (input, output, where scales and sums are, blocks of a row), the first row, how
 * many rows. R12 walks along the input, R13 the values, R14 the scales, RBX the sums.
 */
final class QuantizeCode {
  private static final int CHUNK = 32;
  private static final int VECTORS = 4;
  private static final int INFINITY = 0x7f800000;
  private static final int NAN = 0x7fc00000;

  private final Assembler a = new Assembler();
  private final int block;

  private QuantizeCode(int block) {
    this.block = block;
  }

  /** For blocks of {@code block} elements. */
  static Assembler write(int block) {
    return new QuantizeCode(block).write();
  }

  private Mem constant(int word) {
    int[] words = new int[8];
    Arrays.fill(words, word);
    return a.words(words);
  }

  private Assembler write() {
    Frame frame = Frame.ofThisSystem();
    Label nextRow = new Label();
    Label nextBlock = new Label();
    Label multiply = new Label();
    Label zeros = new Label();
    Label done = new Label();
    frame.enter(a);
    row(R10, ProductBlock.LHS, ProductBlock.LHS_ROW_BYTES);
    row(R11, ProductBlock.OUT, ProductBlock.OUT_ROW_BYTES);
    a.bind(nextRow);
    a.mov(R12, R10);
    a.mov(R13, R11);
    a.mov(R14, R11);
    a.add(R14, mem(RDI, ProductBlock.LHS_SCALES));
    a.mov(RBX, R11);
    a.add(RBX, mem(RDI, ProductBlock.ROW_TERMS));
    a.mov(R8, mem(RDI, ProductBlock.K));

    a.bind(nextBlock);
    greatest();
    a.vmovd(RAX, xmm(0));
    a.mov32(RSI, NAN);
    a.cmp(RAX, INFINITY);
    a.jump(Condition.GREATER_OR_EQUAL, zeros);
    a.mov32(RSI, 0);
    a.cmp(RAX, Float.floatToRawIntBits(0x1p-100f));
    a.jump(Condition.GREATER_OR_EQUAL, multiply);
    a.bind(zeros);
    a.mov32(mem(R14, 0), RSI);
    zeros();
    a.jump(done);
    a.bind(multiply);
    a.vmovups(xmm(2), constant(Float.floatToRawIntBits(127f)));
    a.vdivss(xmm(1), xmm(0), xmm(2));
    a.vmovss(mem(R14, 0), xmm(1));
    a.vdivss(xmm(1), xmm(2), xmm(0));
    a.vbroadcastss(ymm(1), xmm(1));
    for (int chunk = 0; chunk < block / CHUNK; chunk++) {
      chunk(chunk);
    }
    a.bind(done);
    a.add(R12, block * Float.BYTES);
    a.add(R13, block);
    a.add(R14, Float.BYTES);
    a.add(RBX, block / 8);
    a.dec(R8);
    a.jump(Condition.NOT_EQUAL, nextBlock);
    a.add(R10, mem(RDI, ProductBlock.LHS_ROW_BYTES));
    a.add(R11, mem(RDI, ProductBlock.OUT_ROW_BYTES));
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, nextRow);
    frame.leave(a);
    return a;
  }

  private void row(Gp to, int first, int rowBytes) {
    a.mov(to, RSI);
    a.imul(to, mem(RDI, rowBytes));
    a.add(to, mem(RDI, first));
  }

  /** As integers, magnitudes are in the order of their values, infinity and NaN above all. */
  private void greatest() {
    Vec[] most = {ymm(0), ymm(1), ymm(2), ymm(3)};
    Vec magnitudes = ymm(8);
    a.vmovups(magnitudes, constant(0x7fffffff));
    for (int i = 0; i < block / 8; i++) {
      Vec to = i < VECTORS ? most[i] : ymm(4 + i % VECTORS);
      a.vandps(to, magnitudes, mem(R12, 32 * i));
      if (i >= VECTORS) {
        a.vpmaxsd(most[i % VECTORS], most[i % VECTORS], to);
      }
    }
    a.vpmaxsd(most[0], most[0], most[1]);
    a.vpmaxsd(most[2], most[2], most[3]);
    a.vpmaxsd(most[0], most[0], most[2]);
    a.vextractf128(xmm(1), ymm(0), 1);
    a.vpmaxsd(xmm(0), xmm(0), xmm(1));
    a.vpshufd(xmm(1), xmm(0), 0x4e);
    a.vpmaxsd(xmm(0), xmm(0), xmm(1));
    a.vpshufd(xmm(1), xmm(0), 0xb1);
    a.vpmaxsd(xmm(0), xmm(0), xmm(1));
  }

  private void zeros() {
    a.vpxor(ymm(0), ymm(0), ymm(0));
    for (int at = 0; at < block; at += 32) {
      a.vmovups(mem(R13, at), ymm(0));
    }
    for (int at = 0; at < block / 8; at += Integer.BYTES) {
      a.vmovd(mem(RBX, at), xmm(0));
    }
  }

  /** 32 elements and their two sums. Packing works in each 128 bits, so fours come out mixed. */
  private void chunk(int chunk) {
    for (int i = 0; i < VECTORS; i++) {
      a.vmulps(ymm(4 + i), ymm(1), mem(R12, (chunk * VECTORS + i) * 32));
      a.vcvtps2dq(ymm(4 + i), ymm(4 + i));
    }
    Vec bytes = ymm(4);
    a.vpackssdw(bytes, ymm(4), ymm(5));
    a.vpackssdw(ymm(6), ymm(6), ymm(7));
    a.vpacksswb(bytes, bytes, ymm(6));
    a.vmovups(ymm(5), a.words(0, 4, 1, 5, 2, 6, 3, 7));
    a.vpermd(bytes, ymm(5), bytes);
    a.vmovups(mem(R13, chunk * CHUNK), bytes);
    Vec sums = ymm(6);
    a.vmovups(ymm(5), constant(0x01010101));
    a.vpmaddubsw(sums, ymm(5), bytes);
    a.vpmaddwd(sums, sums, constant(0x00010001));
    a.vpshufd(ymm(5), sums, 0x4e);
    a.vpaddd(sums, sums, ymm(5));
    a.vpshufd(ymm(5), sums, 0xb1);
    a.vpaddd(sums, sums, ymm(5));
    a.vextractf128(xmm(5), sums, 1);
    a.vpunpckldq(xmm(6), xmm(6), xmm(5));
    a.vpackssdw(xmm(6), xmm(6), xmm(6));
    a.vmovd(mem(RBX, 4 * chunk), xmm(6));
  }
}
