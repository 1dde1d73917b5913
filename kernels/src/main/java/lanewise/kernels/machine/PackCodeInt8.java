package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.zmm;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Vec;

/**
 * Writes the routine that packs rows of bytes for the dot product: four rows become one, in which
 * each 32-bit lane holds a column's four bytes, made signed; and each column is summed. Rows past
 * the end are zero. Needs AVX512-VNNI.
 *
 * <p>Arguments: the source's first byte, bytes between its rows, the target, how many rows (at
 * least 1), the columns as a bit mask, where the columns' sums are, to which this adds.
 */
final class PackCodeInt8 {
  private static final Vec ONES = zmm(20);
  private static final Vec SIGNS = zmm(21);

  private PackCodeInt8() {}

  static Assembler write(boolean unsigned, int vectors) {
    Assembler a = new Assembler();
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.kmovq(Mask.K1, R8);
    a.vpbroadcastd(ONES, a.words(0x01010101));
    a.vpbroadcastd(SIGNS, a.words(0x80808080));
    for (int i = 0; i < vectors; i++) {
      a.vmovups(zmm(16 + i), mem(R9, 64 * i));
    }
    Label nextFour = new Label();
    a.bind(nextFour);
    Label loaded = new Label();
    for (int row = 0; row < 4; row++) {
      a.vpxord(zmm(row), zmm(row), zmm(row));
    }
    for (int row = 0; row < 4; row++) {
      if (row > 0) {
        a.cmp(RCX, row);
        a.jump(Condition.LESS_OR_EQUAL, loaded);
      }
      a.vmovdqu8(zmm(row).zeroed(Mask.K1), mem(RDI, 0));
      if (unsigned) {
        a.vpxord(zmm(row), zmm(row), SIGNS);
      }
      a.add(RDI, RSI);
    }
    a.bind(loaded);
    interleave(a);
    for (int i = 0; i < vectors; i++) {
      a.vpdpbusd(zmm(16 + i), ONES, zmm(i));
      a.vmovups(mem(RDX, 64 * i), zmm(i));
    }
    a.add(RDX, 64 * vectors);
    a.sub(RCX, 4);
    a.jump(Condition.GREATER, nextFour);
    for (int i = 0; i < vectors; i++) {
      a.vmovups(mem(R9, 64 * i), zmm(16 + i));
    }
    frame.leave(a);
    return a;
  }

  /** Rows 0 to 3 of 64 bytes become columns 0 to 15, 16 to 31, 32 to 47, 48 to 63 of 4 bytes. */
  private static void interleave(Assembler a) {
    a.vpunpcklbw(zmm(4), zmm(0), zmm(1));
    a.vpunpckhbw(zmm(5), zmm(0), zmm(1));
    a.vpunpcklbw(zmm(6), zmm(2), zmm(3));
    a.vpunpckhbw(zmm(7), zmm(2), zmm(3));
    // In each quarter: columns 0 to 3, 4 to 7, 8 to 11, 12 to 15 of that quarter's sixteen.
    a.vpunpcklwd(zmm(8), zmm(4), zmm(6));
    a.vpunpckhwd(zmm(9), zmm(4), zmm(6));
    a.vpunpcklwd(zmm(10), zmm(5), zmm(7));
    a.vpunpckhwd(zmm(11), zmm(5), zmm(7));
    // Then the quarters are transposed: even ones and odd ones first.
    a.vshufi32x4(zmm(4), zmm(8), zmm(9), 0x88);
    a.vshufi32x4(zmm(5), zmm(8), zmm(9), 0xdd);
    a.vshufi32x4(zmm(6), zmm(10), zmm(11), 0x88);
    a.vshufi32x4(zmm(7), zmm(10), zmm(11), 0xdd);
    a.vshufi32x4(zmm(0), zmm(4), zmm(6), 0x88);
    a.vshufi32x4(zmm(1), zmm(5), zmm(7), 0x88);
    a.vshufi32x4(zmm(2), zmm(4), zmm(6), 0xdd);
    a.vshufi32x4(zmm(3), zmm(5), zmm(7), 0xdd);
  }
}
