package lanewise.natives.machine;

import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R13;
import static lanewise.natives.machine.Gp.R14;
import static lanewise.natives.machine.Gp.R8;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RBP;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Gp.RSP;
import static lanewise.natives.machine.Mem.mem;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Instructions as GNU {@code as} reads them (Intel syntax), with the bytes the assembler writes.
 */
final class Listing {
  /** The instruction has a VEX form. */
  static final int V = 1;

  /** It has an EVEX form. */
  static final int E = 2;

  /** The EVEX form reads one element of 32 bits and repeats it. */
  static final int B32 = 4;

  /** The same with 64 bits. */
  static final int B64 = 8;

  /** There is no form with memory. */
  static final int NO_MEMORY = 16;

  /** Only 128 bits. */
  static final int XMM = 32;

  /** Only 256 and 512 bits. */
  static final int NO_XMM = 64;

  /** Only 512 bits. */
  static final int ZMM = 128;

  /** There is no write mask. */
  static final int NO_MASK = 256;

  /** There is no form with a register as the last operand. */
  static final int NO_REGISTER = 512;

  /** Only 256 bits. */
  static final int YMM = 1024;

  private static final int[][] LOW = {{1, 2, 3}, {9, 10, 11}, {1, 2, 11}, {1, 12, 3}, {14, 2, 15}};
  private static final int[][] HIGH = {{17, 18, 19}, {31, 5, 24}, {3, 27, 4}, {4, 5, 30}};

  private static final Mem[] ADDRESSES = {
    mem(RAX, 0),
    mem(RBP, 0),
    mem(R13, 0),
    mem(RSP, 8),
    mem(R12, -64),
    mem(RCX, 127),
    mem(RCX, 128),
    mem(RDX, 8128),
    mem(RDX, 8192),
    mem(R14, -8192),
    mem(RAX, 4),
    mem(RAX, 508),
    mem(R8, R9, 8, 256),
    mem(RCX, RAX, 4, 0),
    mem(RBP, R12, 1, 0),
    mem(R13, RDX, 2, 60)
  };

  private final List<String> texts = new ArrayList<>();
  private final List<String> bytes = new ArrayList<>();

  List<String> texts() {
    return texts;
  }

  List<String> bytes() {
    return bytes;
  }

  /** One instruction. */
  void line(String text, Consumer<Assembler> write) {
    Assembler a = new Assembler();
    write.accept(a);
    texts.add(text);
    bytes.add(HexFormat.of().formatHex(a.toByteArray()));
  }

  interface Three {
    void write(Assembler a, Vec to, Vec left, Operand right);
  }

  interface ThreeRegisters {
    void write(Assembler a, Vec to, Vec left, Vec right);
  }

  interface Two {
    void write(Assembler a, Vec to, Operand from);
  }

  interface TwoRegisters {
    void write(Assembler a, Vec to, Vec from);
  }

  interface Store {
    void write(Assembler a, Mem to, Vec from);
  }

  /** Every form of an instruction with two sources; {@code suffix} is an immediate. */
  void three(String name, int flags, String suffix, Three write) {
    for (int bits : widths(flags)) {
      for (int[] r : registers(flags, bits)) {
        Vec to = vec(r[0], bits);
        Vec left = vec(r[1], bits);
        if ((flags & NO_REGISTER) == 0) {
          Vec right = vec(r[2], bits);
          three(name, suffix, write, to, left, right);
          if ((flags & (E | NO_MASK)) == E) {
            three(name, suffix, write, to.masked(Mask.K1), left, right);
            three(name, suffix, write, to.zeroed(Mask.K7), left, right);
          }
        }
      }
      for (Mem m : addresses(flags)) {
        for (int[] r : new int[][] {{1, 2}, {9, 10}, {17, 31}}) {
          if (r[0] < 16 && bits < 512 && !m.broadcast() && (flags & V) != 0 || (flags & E) != 0) {
            three(name, suffix, write, vec(r[0], bits), vec(r[1], bits), m);
          }
        }
      }
    }
  }

  void three(String name, int flags, Three write) {
    three(name, flags, "", write);
  }

  private void three(String name, String suffix, Three write, Vec to, Vec left, Operand right) {
    String operands = text(to) + ", " + text(left) + ", " + text(right, to.bits()) + suffix;
    line(name + " " + operands, a -> write.write(a, to, left, right));
  }

  /** Every form of an instruction with one source of the same width. */
  void two(String name, int flags, String suffix, Two write) {
    Three three = (a, to, left, right) -> write.write(a, to, right);
    for (int bits : widths(flags)) {
      if ((flags & NO_REGISTER) == 0) {
        for (int[] r : registers(flags, bits)) {
          twoLine(name, suffix, three, vec(r[0], bits), vec(r[2], bits));
          if ((flags & (E | NO_MASK)) == E) {
            twoLine(name, suffix, three, vec(r[0], bits).zeroed(Mask.K2), vec(r[2], bits));
          }
        }
      }
      for (Mem m : addresses(flags)) {
        for (int r : new int[] {1, 9, 17}) {
          if (r < 16 && bits < 512 && !m.broadcast() && (flags & V) != 0 || (flags & E) != 0) {
            twoLine(name, suffix, three, vec(r, bits), m);
          }
        }
      }
    }
  }

  void two(String name, int flags, Two write) {
    two(name, flags, "", write);
  }

  private void twoLine(String name, String suffix, Three write, Vec to, Operand from) {
    String operands = text(to) + ", " + text(from, to.bits()) + suffix;
    line(name + " " + operands, a -> write.write(a, to, to, from));
  }

  /** Every form of a store. */
  void store(String name, int flags, String suffix, Store write) {
    for (int bits : widths(flags)) {
      for (Mem m : ADDRESSES) {
        for (int r : new int[] {1, 9, 17}) {
          if (r < 16 && bits < 512 && (flags & V) != 0 || (flags & E) != 0) {
            Vec from = vec(r, bits);
            line(
                name + " " + text(m, bits) + ", " + text(from) + suffix,
                a -> write.write(a, m, from));
            if ((flags & (E | NO_MASK)) == E) {
              line(
                  name + " " + text(m, bits) + "{k3}, " + text(from) + suffix,
                  a -> write.write(a, m.masked(Mask.K3), from));
            }
          }
        }
      }
    }
  }

  void store(String name, int flags, Store write) {
    store(name, flags, "", write);
  }

  private static int[] widths(int flags) {
    if ((flags & XMM) != 0) {
      return new int[] {128};
    }
    if ((flags & YMM) != 0) {
      return new int[] {256};
    }
    if ((flags & ZMM) != 0) {
      return new int[] {512};
    }
    boolean evex = (flags & E) != 0;
    if ((flags & NO_XMM) != 0) {
      return evex ? new int[] {256, 512} : new int[] {256};
    }
    return evex ? new int[] {128, 256, 512} : new int[] {128, 256};
  }

  private static List<int[]> registers(int flags, int bits) {
    List<int[]> all = new ArrayList<>();
    if ((flags & E) != 0 || bits < 512) {
      all.addAll(List.of(LOW));
    }
    if ((flags & E) != 0) {
      all.addAll(List.of(HIGH));
    }
    return all;
  }

  private static List<Mem> addresses(int flags) {
    List<Mem> all = new ArrayList<>();
    if ((flags & NO_MEMORY) != 0) {
      return all;
    }
    for (Mem m : ADDRESSES) {
      all.add(m);
      if ((flags & (B32 | B64)) != 0) {
        all.add(m.repeated());
      }
    }
    return all;
  }

  private int broadcastBits = 32;

  /** How wide elements are that the next instructions repeat. */
  void broadcastBits(int elementBits) {
    broadcastBits = elementBits;
  }

  private static Vec vec(int index, int bits) {
    return new Vec(index, bits, Mask.K0, false);
  }

  static String text(Gp register) {
    return register.name().toLowerCase(Locale.ROOT);
  }

  static String text(Vec v) {
    String prefix = v.bits() == 512 ? "zmm" : v.bits() == 256 ? "ymm" : "xmm";
    String name = prefix + v.index();
    if (v.mask() == Mask.K0) {
      return name;
    }
    String masked = name + "{" + v.mask().name().toLowerCase(Locale.ROOT) + "}";
    return v.zeroing() ? masked + "{z}" : masked;
  }

  String text(Operand operand, int bits) {
    if (operand instanceof Vec v) {
      return text(v);
    }
    Mem m = (Mem) operand;
    StringBuilder text = new StringBuilder("[").append(text(m.base()));
    if (m.index() != null) {
      text.append("+").append(text(m.index())).append("*").append(m.scale());
    }
    if (m.vector() != null) {
      text.append("+").append(text(m.vector())).append("*").append(m.scale());
    }
    if (m.disp() != 0) {
      text.append(m.disp() < 0 ? "" : "+").append(m.disp());
    }
    text.append("]");
    if (m.broadcast()) {
      text.append("{1to").append(bits / broadcastBits).append("}");
    }
    return text.toString();
  }
}
