package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.RBX;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Steps of bytes with 256-bit vectors, in the layout of {@link BytePanels}: four k in each 32-bit
 * lane.
 *
 * <p>Without dot products the four are two pairs of 16 bits: the even bytes of a lane, then the odd
 * ones. A product is at most 255 · 128, so that a pair's sum is exact in 32 bits, where {@code
 * vpmaddubsw} would saturate at 16. The pairs need no shuffle, since both sides are split alike.
 */
final class ByteWordStep extends ProductStep {
  private final boolean signed;
  private final boolean dot;

  ByteWordStep(Assembler a, VectorUnit unit, int rows, int vectors, boolean signed, boolean dot) {
    super(a, unit, rows, vectors);
    this.signed = signed;
    this.dot = dot;
  }

  private Vec left() {
    return unit.v((rows + 1) * vectors);
  }

  private Vec product() {
    return unit.v((rows + 1) * vectors + 1);
  }

  /** The sign bit of each byte: adding 128 to a signed byte flips it. */
  private Mem signs() {
    return unit.constant(a, 0x80808080);
  }

  @Override
  void step(int disp) {
    for (int half = 0; half < halves(); half++) {
      loadRight(half);
      for (int row = 0; row < rows; row++) {
        a.vbroadcastss(left(), element(row, disp));
        splitLeft(half);
        multiplyAdd(row);
      }
    }
  }

  private int halves() {
    return dot ? 1 : 2;
  }

  private void loadRight(int half) {
    for (int vector = 0; vector < vectors; vector++) {
      Vec right = right(vector);
      a.vmovups(right, panel(vector));
      if (!dot && half == 0) {
        a.vpsllw(right, right, 8);
      }
      if (!dot) {
        a.vpsraw(right, right, 8);
      }
    }
  }

  private void splitLeft(int half) {
    if (signed) {
      a.vpxor(left(), left(), signs());
    }
    if (!dot && half == 0) {
      a.vpand(left(), left(), unit.constant(a, 0x00ff00ff));
    } else if (!dot) {
      a.vpsrlw(left(), left(), 8);
    }
  }

  private void multiplyAdd(int row) {
    for (int vector = 0; vector < vectors; vector++) {
      if (dot) {
        a.vexVpdpbusd(at(row, vector), left(), right(vector));
      } else {
        a.vpmaddwd(product(), left(), right(vector));
        a.vpaddd(at(row, vector), at(row, vector), product());
      }
    }
  }

  @Override
  boolean hasTail() {
    return true;
  }

  /** The last one to three bytes of each row, one by one: what follows them may not be ours. */
  @Override
  void tail() {
    a.push(R8);
    for (int row = 0; row < rows; row++) {
      Label gathered = new Label();
      a.movzx8(R13, element(row, 0));
      for (int i = 1; i < BytePanels.STEP_ROWS - 1; i++) {
        a.cmp(RBX, (1 << i) - 1);
        a.jump(Condition.EQUAL, gathered);
        a.movzx8(R8, element(row, i));
        a.shl(R8, 8 * i);
        a.add(R13, R8);
      }
      a.bind(gathered);
      for (int half = 0; half < halves(); half++) {
        loadRight(half);
        unit.broadcast(a, left(), R13);
        splitLeft(half);
        multiplyAdd(row);
      }
    }
    a.pop(R8);
  }
}
