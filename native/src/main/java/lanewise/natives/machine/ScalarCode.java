package lanewise.natives.machine;

/** General-purpose instructions of x86-64; 64-bit operands unless the name says otherwise. */
abstract sealed class ScalarCode extends Code permits VectorEncoding {
  private static final int RIP = 5;

  private void rex(boolean wide, int reg, Mem m) {
    int base = m.base() == null ? 0 : m.base().ordinal();
    int index = m.index() == null ? 0 : m.index().ordinal();
    rex(wide, reg, index, base);
  }

  private void rex(boolean wide, int reg, int index, int base) {
    int rex = (wide ? 8 : 0) | (reg >> 3) << 2 | (index >> 3) << 1 | base >> 3;
    if (rex != 0) {
      int8(0x40 | rex);
    }
  }

  private void registers(int reg, int rm) {
    int8(0xc0 | (reg & 7) << 3 | rm & 7);
  }

  /**
   * ModRM, SIB and displacement.
   *
   * @param unit what an 8-bit displacement counts: 1, or more in EVEX instructions
   * @param trailing bytes of the instruction that follow (an immediate)
   */
  final void address(int reg, Mem m, int unit, int trailing) {
    int field = (reg & 7) << 3;
    if (m.label() != null) {
      int8(field | RIP);
      distance(m.label(), trailing);
      return;
    }
    int base = m.base().ordinal();
    int disp = m.disp();
    boolean compressed = disp % unit == 0 && disp / unit >= -128 && disp / unit <= 127;
    int mode = disp == 0 && (base & 7) != 5 ? 0 : compressed ? 0x40 : 0x80;
    if (m.vector() != null || m.index() != null || (base & 7) == 4) {
      int index =
          m.vector() != null ? m.vector().index() : m.index() == null ? 4 : m.index().ordinal();
      int8(mode | field | 4);
      int8(Integer.numberOfTrailingZeros(m.scale()) << 6 | (index & 7) << 3 | base & 7);
    } else {
      int8(mode | field | base & 7);
    }
    if (mode == 0x40) {
      int8(disp / unit);
    } else if (mode == 0x80) {
      int32(disp);
    }
  }

  private void op(int opcode, Gp reg, Gp rm) {
    rex(true, reg.ordinal(), 0, rm.ordinal());
    int8(opcode);
    registers(reg.ordinal(), rm.ordinal());
  }

  private void op(int opcode, Gp reg, Mem m) {
    rex(true, reg.ordinal(), m);
    int8(opcode);
    address(reg.ordinal(), m, 1, 0);
  }

  /** {@code digit} picks one of ADD, OR, ADC, SBB, AND, SUB, XOR, CMP. */
  private void arithmetic(int digit, Gp rm, int value) {
    rex(true, 0, 0, rm.ordinal());
    if (value >= -128 && value <= 127) {
      int8(0x83);
      registers(digit, rm.ordinal());
      int8(value);
    } else if (rm == Gp.RAX) {
      int8(digit << 3 | 5);
      int32(value);
    } else {
      int8(0x81);
      registers(digit, rm.ordinal());
      int32(value);
    }
  }

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

  public final void push(Gp from) {
    rex(false, 0, 0, from.ordinal());
    int8(0x50 | from.ordinal() & 7);
  }

  public final void pop(Gp to) {
    rex(false, 0, 0, to.ordinal());
    int8(0x58 | to.ordinal() & 7);
  }

  public final void jump(Label target) {
    if (near(target)) {
      int8(0xeb);
      int8(target.offset - position() - 1);
    } else {
      int8(0xe9);
      distance(target, 0);
    }
  }

  public final void jump(Condition condition, Label target) {
    if (near(target)) {
      int8(0x70 | condition.ordinal());
      int8(target.offset - position() - 1);
    } else {
      int8(0x0f);
      int8(0x80 | condition.ordinal());
      distance(target, 0);
    }
  }

  private boolean near(Label target) {
    return target.offset >= 0 && target.offset - (position() + 2) >= -128;
  }

  /** Calls the code whose address is in {@code target}. */
  public final void call(Gp target) {
    rex(false, 0, 0, target.ordinal());
    int8(0xff);
    registers(2, target.ordinal());
  }

  public final void ret() {
    int8(0xc3);
  }

  public final void cpuid() {
    int8(0x0f);
    int8(0xa2);
  }

  public final void xgetbv() {
    int8(0x0f);
    int8(0x01);
    int8(0xd0);
  }

  private void prefetch(int hint, Mem m) {
    rex(false, 0, m);
    int8(0x0f);
    int8(0x18);
    address(hint, m, 1, 0);
  }

  /** Asks for the line in all caches. */
  public final void prefetcht0(Mem m) {
    prefetch(1, m);
  }

  /** Asks for the line in the second level. */
  public final void prefetcht1(Mem m) {
    prefetch(2, m);
  }

  /** Asks for the line with the least disturbance of the caches. */
  public final void prefetchnta(Mem m) {
    prefetch(0, m);
  }
}
