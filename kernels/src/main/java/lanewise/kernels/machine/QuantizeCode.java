package lanewise.kernels.machine;

import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDI;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSI;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.xmm;
import static lanewise.natives.machine.Vec.zmm;

import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Condition;
import lanewise.natives.machine.Frame;
import lanewise.natives.machine.Gp;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mask;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Vec;

/**
 * Writes the routines between runs of f32 and of bytes. Arguments of all: the source, the target,
 * how many whole vectors of 16, the mask of the elements that are left; of the conversions also the
 * scale's bits and the zero point. Needs AVX-512.
 */
final class QuantizeCode {
  /** Registers that hold least elements side by side, and as many that hold greatest ones. */
  private static final int CHAINS = 4;

  private static final Vec X = zmm(0);
  private static final Vec SCALE = zmm(16);
  private static final Vec ZERO_POINT = zmm(17);
  private static final Vec LOW = zmm(18);
  private static final Vec HIGH = zmm(19);

  private final Assembler a = new Assembler();

  private QuantizeCode() {}

  /** Writes the least and the greatest of the elements and 0, NaN disregarded, to the target. */
  static Assembler range() {
    return new QuantizeCode().writeRange();
  }

  static Assembler quantize(boolean signed) {
    return new QuantizeCode().writeQuantize(signed);
  }

  static Assembler dequantize(boolean signed) {
    return new QuantizeCode().writeDequantize(signed);
  }

  private Assembler writeRange() {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    a.kmovq(Mask.K1, RCX);
    for (int i = 0; i < 2 * CHAINS; i++) {
      a.vxorps(zmm(i), zmm(i), zmm(i));
    }
    Label four = new Label();
    Label ones = new Label();
    Label one = new Label();
    Label tail = new Label();
    a.sub(RDX, CHAINS);
    a.jump(Condition.LESS, ones);
    a.bind(four);
    for (int i = 0; i < CHAINS; i++) {
      a.vmovups(zmm(8 + i), mem(RDI, 64 * i));
      widen(i, zmm(8 + i));
    }
    a.add(RDI, 64 * CHAINS);
    a.sub(RDX, CHAINS);
    a.jump(Condition.GREATER_OR_EQUAL, four);
    a.bind(ones);
    a.add(RDX, CHAINS);
    a.jump(Condition.EQUAL, tail);
    a.bind(one);
    a.vmovups(zmm(8), mem(RDI, 0));
    widen(0, zmm(8));
    a.add(RDI, 64);
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, one);
    a.bind(tail);
    a.vmovups(zmm(8).zeroed(Mask.K1), mem(RDI, 0));
    widen(0, zmm(8));
    for (int i = 1; i < CHAINS; i++) {
      a.vminps(zmm(0), zmm(0), zmm(i));
      a.vmaxps(zmm(CHAINS), zmm(CHAINS), zmm(CHAINS + i));
    }
    // The least is the greatest of the negatives.
    a.vxorps(zmm(0), zmm(0), a.constant(0x80000000));
    VectorUnit.AVX512.reduce(a, zmm(0), zmm(8), true);
    VectorUnit.AVX512.reduce(a, zmm(CHAINS), zmm(8), true);
    a.vxorps(zmm(0), zmm(0), a.constant(0x80000000));
    a.vmovss(mem(RSI, 0), xmm(0));
    a.vmovss(mem(RSI, 4), xmm(CHAINS));
    frame.leave(a);
    return a;
  }

  /** NaN comes first, since then the other operand is taken. */
  private void widen(int chain, Vec x) {
    a.vminps(zmm(chain), x, zmm(chain));
    a.vmaxps(zmm(CHAINS + chain), x, zmm(CHAINS + chain));
  }

  private Assembler writeQuantize(boolean signed) {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    prepare();
    bound(LOW, signed ? Byte.MIN_VALUE : 0);
    bound(HIGH, signed ? Byte.MAX_VALUE : 255);
    loop(
        4,
        1,
        (from, to, masked) -> {
          a.vmovups(masked ? X.zeroed(Mask.K1) : X, from);
          a.vdivps(X, X, SCALE);
          // NaN becomes 0, which the zero point is added to.
          a.vcmpps(Mask.K2, X, X, 7);
          a.vmovaps(X.zeroed(Mask.K2), X);
          a.vmaxps(X, X, LOW);
          a.vminps(X, X, HIGH);
          a.vcvtps2dq(X, X);
          a.vpaddd(X, X, ZERO_POINT);
          a.vpmovdb(masked ? to.masked(Mask.K1) : to, X);
        });
    frame.leave(a);
    return a;
  }

  private Assembler writeDequantize(boolean signed) {
    Frame frame = Frame.ofThisSystem();
    frame.enter(a);
    prepare();
    loop(
        1,
        4,
        (from, to, masked) -> {
          Vec x = masked ? X.zeroed(Mask.K1) : X;
          if (signed) {
            a.vpmovsxbd(x, from);
          } else {
            a.vpmovzxbd(x, from);
          }
          a.vpsubd(X, X, ZERO_POINT);
          a.vcvtdq2ps(X, X);
          a.vmulps(X, X, SCALE);
          a.vmovups(masked ? to.masked(Mask.K1) : to, X);
        });
    frame.leave(a);
    return a;
  }

  private void prepare() {
    a.kmovq(Mask.K1, RCX);
    spread(SCALE, R8);
    spread(ZERO_POINT, R9);
  }

  private void spread(Vec to, Gp from) {
    a.vmovd(to.as(128), from);
    a.vpbroadcastd(to, to.as(128));
  }

  /** An extreme of the type less the zero point, as f32. */
  private void bound(Vec to, int extreme) {
    a.vpbroadcastd(to, a.words(extreme));
    a.vpsubd(to, to, ZERO_POINT);
    a.vcvtdq2ps(to, to);
  }

  private interface Step {
    void write(Mem from, Mem to, boolean masked);
  }

  private void loop(int inBytes, int outBytes, Step step) {
    Label next = new Label();
    Label tail = new Label();
    Label done = new Label();
    a.test(RDX, RDX);
    a.jump(Condition.EQUAL, tail);
    a.bind(next);
    step.write(mem(RDI, 0), mem(RSI, 0), false);
    a.add(RDI, 16 * inBytes);
    a.add(RSI, 16 * outBytes);
    a.dec(RDX);
    a.jump(Condition.NOT_EQUAL, next);
    a.bind(tail);
    a.test(RCX, RCX);
    a.jump(Condition.EQUAL, done);
    step.write(mem(RDI, 0), mem(RSI, 0), true);
    a.bind(done);
  }
}
