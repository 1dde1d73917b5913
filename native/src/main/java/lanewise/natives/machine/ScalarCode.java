package lanewise.natives.machine;

/** General-purpose instructions of x86-64; 64-bit operands unless the name says otherwise. */
abstract sealed class ScalarCode extends ScalarEncoding permits FlowCode {
  public final void mov(Gp to, Gp from) {
    op(0x89, from, to);
  }

  public final void mov(Gp to, Mem from) {
    op(0x8b, to, from);
  }

  public final void mov(Mem to, Gp from) {
    op(0x89, from, to);
  }

  /** The low 32 bits, the high ones cleared. */
  public final void mov32(Gp to, Mem from) {
    rex(false, to.ordinal(), from);
    int8(0x8b);
    address(to.ordinal(), from, 1, 0);
  }

  public final void mov32(Gp to, Gp from) {
    rex(false, from.ordinal(), 0, to.ordinal());
    int8(0x89);
    registers(from.ordinal(), to.ordinal());
  }

  public final void mov32(Mem to, Gp from) {
    rex(false, from.ordinal(), to);
    int8(0x89);
    address(from.ordinal(), to, 1, 0);
  }

  /**
   * Stores the low byte.
   *
   * @param from none of RSP, RBP, RSI and RDI, whose low bytes this does not encode
   */
  public final void mov8(Mem to, Gp from) {
    if (from.ordinal() >= 4 && from.ordinal() < 8) {
      throw new IllegalArgumentException("the low byte of " + from + " is not encoded here");
    }
    rex(false, from.ordinal(), to);
    int8(0x88);
    address(from.ordinal(), to, 1, 0);
  }

  /** A 32-bit constant, the high bits cleared. */
  public final void mov32(Gp to, int value) {
    rex(false, 0, 0, to.ordinal());
    int8(0xb8 | to.ordinal() & 7);
    int32(value);
  }

  /** A sign-extended 32-bit constant. */
  public final void mov(Gp to, int value) {
    rex(true, 0, 0, to.ordinal());
    int8(0xc7);
    registers(0, to.ordinal());
    int32(value);
  }

  /** One byte, zero-extended. */
  public final void movzx8(Gp to, Mem from) {
    rex(false, to.ordinal(), from);
    int8(0x0f);
    int8(0xb6);
    address(to.ordinal(), from, 1, 0);
  }

  /** One byte, sign-extended. */
  public final void movsx8(Gp to, Mem from) {
    rex(true, to.ordinal(), from);
    int8(0x0f);
    int8(0xbe);
    address(to.ordinal(), from, 1, 0);
  }

  /** 32 bits, sign-extended. */
  public final void movsxd(Gp to, Mem from) {
    op(0x63, to, from);
  }

  public final void lea(Gp to, Mem address) {
    op(0x8d, to, address);
  }

  public final void add(Gp to, Gp from) {
    op(0x01, from, to);
  }

  public final void add(Gp to, Mem from) {
    op(0x03, to, from);
  }

  public final void add(Gp to, int value) {
    arithmetic(0, to, value);
  }

  public final void sub(Gp to, Gp from) {
    op(0x29, from, to);
  }

  public final void sub(Gp to, Mem from) {
    op(0x2b, to, from);
  }

  public final void sub(Gp to, int value) {
    arithmetic(5, to, value);
  }

  public final void and(Gp to, Gp from) {
    op(0x21, from, to);
  }

  public final void and(Gp to, int value) {
    arithmetic(4, to, value);
  }

  public final void or(Gp to, Gp from) {
    op(0x09, from, to);
  }

  public final void or(Gp to, int value) {
    arithmetic(1, to, value);
  }

  public final void xor(Gp to, Gp from) {
    op(0x31, from, to);
  }

  public final void cmp(Gp left, Gp right) {
    op(0x39, right, left);
  }

  public final void cmp(Gp left, Mem right) {
    op(0x3b, left, right);
  }

  public final void cmp(Gp left, int value) {
    arithmetic(7, left, value);
  }

  public final void test(Gp left, Gp right) {
    op(0x85, right, left);
  }

  public final void imul(Gp to, Gp by) {
    rex(true, to.ordinal(), 0, by.ordinal());
    int8(0x0f);
    int8(0xaf);
    registers(to.ordinal(), by.ordinal());
  }

  public final void imul(Gp to, Mem by) {
    rex(true, to.ordinal(), by);
    int8(0x0f);
    int8(0xaf);
    address(to.ordinal(), by, 1, 0);
  }

  public final void imul(Gp to, Gp by, int value) {
    rex(true, to.ordinal(), 0, by.ordinal());
    boolean small = value >= -128 && value <= 127;
    int8(small ? 0x6b : 0x69);
    registers(to.ordinal(), by.ordinal());
    if (small) {
      int8(value);
    } else {
      int32(value);
    }
  }

  private void shift(int digit, Gp to, int count) {
    rex(true, 0, 0, to.ordinal());
    int8(count == 1 ? 0xd1 : 0xc1);
    registers(digit, to.ordinal());
    if (count != 1) {
      int8(count);
    }
  }

  public final void shl(Gp to, int count) {
    shift(4, to, count);
  }

  public final void shr(Gp to, int count) {
    shift(5, to, count);
  }

  public final void sar(Gp to, int count) {
    shift(7, to, count);
  }

  public final void dec(Gp to) {
    rex(true, 0, 0, to.ordinal());
    int8(0xff);
    registers(1, to.ordinal());
  }

  public final void inc(Gp to) {
    rex(true, 0, 0, to.ordinal());
    int8(0xff);
    registers(0, to.ordinal());
  }

  /** {@code to = from} where the condition holds. */
  public final void cmov(Condition condition, Gp to, Gp from) {
    rex(true, to.ordinal(), 0, from.ordinal());
    int8(0x0f);
    int8(0x40 | condition.ordinal());
    registers(to.ordinal(), from.ordinal());
  }
}
