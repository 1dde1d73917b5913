package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.RBX;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Vec;

/**
 * Four k: bytes of each left row, made unsigned, meet the packed signed ones in a dot product
 * (AVX512-VNNI), and sums are exact.
 */
final class ByteStep extends ProductStep {
  private final boolean signed;

  ByteStep(Assembler a, VectorUnit unit, int rows, int vectors, boolean signed) {
    super(a, unit, rows, vectors);
    this.signed = signed;
  }

  @Override
  void prepare() {
    if (signed) {
      unit.broadcast(a, signs(), 0x80808080);
    }
  }

  /** The sign bit of each byte: adding 128 to a signed byte flips it. */
  private Vec signs() {
    return unit.v(31);
  }

  @Override
  void step(int disp) {
    loadRight();
    for (int row = 0; row < rows; row++) {
      if (signed) {
        a.vpxord(left(row), signs(), element(row, disp).repeated());
      } else {
        a.vbroadcastss(left(row), element(row, disp));
      }
      multiplyAdd(row);
    }
  }

  private void loadRight() {
    for (int vector = 0; vector < vectors; vector++) {
      a.vmovups(right(vector), panel(vector));
    }
  }

  private void multiplyAdd(int row) {
    for (int vector = 0; vector < vectors; vector++) {
      a.vpdpbusd(at(row, vector), left(row), right(vector));
    }
  }

  @Override
  boolean hasTail() {
    return true;
  }

  /** The last one to three bytes of each row, where k is no multiple of four. */
  @Override
  void tail() {
    a.kmovq(Mask.K2, RBX);
    loadRight();
    for (int row = 0; row < rows; row++) {
      Vec bytes = left(row).as(128);
      a.vmovdqu8(bytes.zeroed(Mask.K2), element(row, 0));
      a.vpbroadcastd(left(row), bytes);
      if (signed) {
        a.vpxord(left(row), left(row), signs());
      }
      multiplyAdd(row);
    }
  }
}
