package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R11;
import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.zmm;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;

/**
 * Writes the transposition of blocks of 16 by 16 floats. RDI is the first source row, RSI the bytes
 * between source rows, R9 how many of the 16 there are (the others become zero, {@code K1} says the
 * same), RCX the length of a source row, RDX the target, R11 the bytes between target rows. Leaves
 * RDI, RCX and RDX at the first element of the columns that are left, fewer than 16.
 */
final class TransposeCode {
  private static final int TABLE_BYTES = 16 * 8;

  private TransposeCode() {}

  static void write(Assembler a) {
    // A row that is not there is read as the last one that is.
    a.sub(RSP, TABLE_BYTES);
    a.mov(RAX, RDI);
    for (int row = 0; row < 16; row++) {
      a.mov(mem(RSP, 8 * row), RAX);
      a.lea(RBX, mem(RAX, RSI, 1, 0));
      a.cmp(R9, row + 2);
      a.cmov(Condition.GREATER_OR_EQUAL, RAX, RBX);
    }
    Label next = new Label();
    Label done = new Label();
    a.xor(R12, R12);
    a.bind(next);
    a.sub(RCX, 16);
    a.jump(Condition.LESS, done);
    block(a);
    a.add(R12, 64);
    a.jump(next);
    a.bind(done);
    a.add(RCX, 16);
    a.add(RDI, R12);
    a.add(RSP, TABLE_BYTES);
  }

  private static void block(Assembler a) {
    for (int row = 0; row < 16; row++) {
      a.mov(RBX, mem(RSP, 8 * row));
      a.vmovups(zmm(row), mem(RBX, R12, 1, 0));
    }
    for (int i = 0; i < 8; i++) {
      a.vunpcklps(zmm(16 + 2 * i), zmm(2 * i), zmm(2 * i + 1));
      a.vunpckhps(zmm(17 + 2 * i), zmm(2 * i), zmm(2 * i + 1));
    }
    // Now register 4g + j: in quarter q, element 4q + j of rows 4g to 4g + 3.
    for (int g = 0; g < 4; g++) {
      int from = 16 + 4 * g;
      a.vunpcklpd(zmm(4 * g), zmm(from), zmm(from + 2));
      a.vunpckhpd(zmm(4 * g + 1), zmm(from), zmm(from + 2));
      a.vunpcklpd(zmm(4 * g + 2), zmm(from + 1), zmm(from + 3));
      a.vunpckhpd(zmm(4 * g + 3), zmm(from + 1), zmm(from + 3));
    }
    // Quarters are transposed: element j, 4 + j, 8 + j, 12 + j of all rows.
    for (int j = 0; j < 4; j++) {
      a.vshuff32x4(zmm(16 + j), zmm(j), zmm(4 + j), 0x88);
      a.vshuff32x4(zmm(20 + j), zmm(j), zmm(4 + j), 0xdd);
      a.vshuff32x4(zmm(24 + j), zmm(8 + j), zmm(12 + j), 0x88);
      a.vshuff32x4(zmm(28 + j), zmm(8 + j), zmm(12 + j), 0xdd);
    }
    for (int j = 0; j < 4; j++) {
      a.vshuff32x4(zmm(j).zeroed(Mask.K1), zmm(16 + j), zmm(24 + j), 0x88);
      a.vshuff32x4(zmm(4 + j).zeroed(Mask.K1), zmm(20 + j), zmm(28 + j), 0x88);
      a.vshuff32x4(zmm(8 + j).zeroed(Mask.K1), zmm(16 + j), zmm(24 + j), 0xdd);
      a.vshuff32x4(zmm(12 + j).zeroed(Mask.K1), zmm(20 + j), zmm(28 + j), 0xdd);
    }
    for (int element = 0; element < 16; element++) {
      a.vmovups(mem(RDX, 0), zmm(element));
      a.add(RDX, R11);
    }
  }
}
