package lanewise.natives.machine;

/** How general-purpose instructions are written: prefixes, registers, addresses. */
abstract sealed class ScalarEncoding extends Code permits ScalarCode {
  private static final int RIP = 5;

  final void rex(boolean wide, int reg, Mem m) {
    int base = m.base() == null ? 0 : m.base().ordinal();
    int index = m.index() == null ? 0 : m.index().ordinal();
    rex(wide, reg, index, base);
  }

  final void rex(boolean wide, int reg, int index, int base) {
    int rex = (wide ? 8 : 0) | (reg >> 3) << 2 | (index >> 3) << 1 | base >> 3;
    if (rex != 0) {
      int8(0x40 | rex);
    }
  }

  final void registers(int reg, int rm) {
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

  final void op(int opcode, Gp reg, Gp rm) {
    rex(true, reg.ordinal(), 0, rm.ordinal());
    int8(opcode);
    registers(reg.ordinal(), rm.ordinal());
  }

  final void op(int opcode, Gp reg, Mem m) {
    rex(true, reg.ordinal(), m);
    int8(opcode);
    address(reg.ordinal(), m, 1, 0);
  }

  /** {@code digit} picks one of ADD, OR, ADC, SBB, AND, SUB, XOR, CMP. */
  final void arithmetic(int digit, Gp rm, int value) {
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
}
