package lanewise.kernels.machine.block.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;
import lanewise.natives.machine.Label;
import lanewise.natives.machine.Mem;
import lanewise.natives.machine.Operand;
import lanewise.natives.machine.Vec;

/**
 * Constant vectors of a routine: in registers as long as there are any set aside for them, else in
 * memory behind the code. What the body asks for is known only when it is written, so the registers
 * are loaded by code behind it.
 */
final class Constants {
  private final Assembler a;
  private final VectorUnit unit;
  private final int firstRegister;
  private final int registers;
  private final List<int[]> held = new ArrayList<>();
  private final Label load = new Label();
  private final Label loaded = new Label();

  /** Constants in {@code registers} registers from {@code firstRegister} on. */
  Constants(Assembler a, VectorUnit unit, int firstRegister, int registers) {
    this.a = a;
    this.unit = unit;
    this.firstRegister = firstRegister;
    this.registers = registers;
  }

  /** Where the registers are to be loaded. */
  void load() {
    a.jump(load);
    a.bind(loaded);
  }

  /** Behind the routine: loads the registers and goes back. */
  void write() {
    a.bind(load);
    for (int i = 0; i < held.size(); i++) {
      a.vmovups(unit.v(firstRegister + i), a.words(held.get(i)));
    }
    a.jump(loaded);
  }

  /** A vector of these words, which are repeated to its width. */
  Operand words(int... words) {
    int[] all = new int[unit.lanes()];
    for (int i = 0; i < all.length; i++) {
      all[i] = words[i % words.length];
    }
    for (int i = 0; i < held.size(); i++) {
      if (Arrays.equals(held.get(i), all)) {
        return unit.v(firstRegister + i);
      }
    }
    if (held.size() < registers) {
      held.add(all);
      return unit.v(firstRegister + held.size() - 1);
    }
    return a.words(all);
  }

  /** A vector of these bytes, which are repeated to its width. */
  Operand bytes(byte... bytes) {
    int[] words = new int[bytes.length / 4];
    for (int i = 0; i < bytes.length; i++) {
      words[i / 4] |= (bytes[i] & 0xff) << 8 * (i % 4);
    }
    return words(words);
  }

  /** A vector that repeats a byte. */
  Operand ofByte(int value) {
    return words((value & 0xff) * 0x01010101);
  }

  /** A vector that repeats a 16-bit integer. */
  Operand ofShort(int value) {
    return words((value & 0xffff) * 0x00010001);
  }

  /** The constant in a register: its own, or {@code scratch}. */
  Vec register(Operand constant, Vec scratch) {
    if (constant instanceof Vec own) {
      return own;
    }
    a.vmovups(scratch, (Mem) constant);
    return scratch;
  }
}
