package lanewise.natives.machine;

import static lanewise.natives.machine.Listing.text;
import static lanewise.natives.machine.Mem.mem;

/** The lines for {@link ScalarCode}. */
final class ScalarListing {
  private static final Gp[] SOME = {
    Gp.RAX, Gp.RCX, Gp.RSP, Gp.RBP, Gp.RSI, Gp.R8, Gp.R12, Gp.R13, Gp.R15
  };

  private ScalarListing() {}

  private interface TwoRegisters {
    void write(Assembler a, Gp to, Gp from);
  }

  private interface Loads {
    void write(Assembler a, Gp to, Mem from);
  }

  private interface Immediate {
    void write(Assembler a, Gp to, int value);
  }

  private interface One {
    void write(Assembler a, Gp register);
  }

  static void write(Listing list) {
    registers(list);
    memory(list);
    immediates(list);
    jumps(list);
    list.line("cpuid", Assembler::cpuid);
    list.line("xgetbv", Assembler::xgetbv);
    list.line("ret", Assembler::ret);
  }

  private static void pairs(Listing list, String name, TwoRegisters write) {
    for (Gp to : SOME) {
      for (Gp from : SOME) {
        list.line(name + " " + text(to) + ", " + text(from), a -> write.write(a, to, from));
      }
    }
  }

  private static void single(Listing list, String name, One write) {
    for (Gp register : Gp.values()) {
      list.line(name + " " + text(register), a -> write.write(a, register));
    }
  }

  private static void registers(Listing list) {
    pairs(list, "mov", Assembler::mov);
    pairs(list, "add", Assembler::add);
    pairs(list, "sub", Assembler::sub);
    pairs(list, "and", Assembler::and);
    pairs(list, "or", Assembler::or);
    pairs(list, "xor", Assembler::xor);
    pairs(list, "cmp", Assembler::cmp);
    pairs(list, "test", Assembler::test);
    pairs(list, "imul", Assembler::imul);
    pairs(list, "cmovge", (a, to, from) -> a.cmov(Condition.GREATER_OR_EQUAL, to, from));
    single(list, "dec", Assembler::dec);
    single(list, "inc", Assembler::inc);
    single(list, "push", Assembler::push);
    single(list, "pop", Assembler::pop);
    single(list, "call", Assembler::call);
    list.line("mov eax, r9d", a -> a.mov32(Gp.RAX, Gp.R9));
    list.line("mov r9d, ecx", a -> a.mov32(Gp.R9, Gp.RCX));
  }

  private static void loads(Listing list, String name, String size, boolean narrow, Loads write) {
    for (Gp base : SOME) {
      for (int disp : new int[] {0, 8, -128, 128, 4096}) {
        for (Gp index : new Gp[] {null, Gp.RDX, Gp.R9}) {
          Mem m = index == null ? mem(base, disp) : mem(base, index, 4, disp);
          String address =
              "["
                  + text(base)
                  + (index == null ? "" : "+" + text(index) + "*4")
                  + (disp == 0 ? "" : (disp < 0 ? "" : "+") + disp)
                  + "]";
          String to = narrow ? "r10d" : "r10";
          list.line(name + " " + to + ", " + size + address, a -> write.write(a, Gp.R10, m));
        }
      }
    }
  }

  private static void memory(Listing list) {
    loads(list, "mov", "", false, Assembler::mov);
    loads(list, "mov", "", true, Assembler::mov32);
    loads(list, "movzx", "byte ptr ", true, Assembler::movzx8);
    loads(list, "movsx", "byte ptr ", false, Assembler::movsx8);
    loads(list, "movsxd", "dword ptr ", false, Assembler::movsxd);
    loads(list, "lea", "", false, Assembler::lea);
    loads(list, "add", "", false, Assembler::add);
    loads(list, "sub", "", false, Assembler::sub);
    loads(list, "cmp", "", false, Assembler::cmp);
    loads(list, "imul", "", false, Assembler::imul);
    list.line("mov [rsp+8], r9", a -> a.mov(mem(Gp.RSP, 8), Gp.R9));
    list.line("mov [r13], ecx", a -> a.mov32(mem(Gp.R13, 0), Gp.RCX));
    list.line("mov [r14+rdx*1+7], r11b", a -> a.mov8(mem(Gp.R14, Gp.RDX, 1, 7), Gp.R11));
    list.line("mov [rax], cl", a -> a.mov8(mem(Gp.RAX, 0), Gp.RCX));
    list.line("prefetcht0 [rax+64]", a -> a.prefetcht0(mem(Gp.RAX, 64)));
    list.line("prefetcht1 [r12+r9*1]", a -> a.prefetcht1(mem(Gp.R12, Gp.R9, 1, 0)));
    list.line("prefetchnta [rbp]", a -> a.prefetchnta(mem(Gp.RBP, 0)));
  }

  private static void values(Listing list, String name, Immediate write) {
    for (Gp to : SOME) {
      for (int value : new int[] {1, 127, -128, 128, -129, 1_000_000}) {
        list.line(name + " " + text(to) + ", " + value, a -> write.write(a, to, value));
      }
    }
  }

  private static void shifts(Listing list, String name, Immediate write) {
    for (Gp to : SOME) {
      list.line(name + " " + text(to) + ", 1", a -> write.write(a, to, 1));
      list.line(name + " " + text(to) + ", 5", a -> write.write(a, to, 5));
    }
  }

  private static void immediates(Listing list) {
    values(list, "mov", Assembler::mov);
    values(list, "add", Assembler::add);
    values(list, "sub", Assembler::sub);
    values(list, "and", Assembler::and);
    values(list, "or", Assembler::or);
    values(list, "cmp", Assembler::cmp);
    values(list, "imul r9,", (a, by, value) -> a.imul(Gp.R9, by, value));
    shifts(list, "shl", Assembler::shl);
    shifts(list, "shr", Assembler::shr);
    shifts(list, "sar", Assembler::sar);
    list.line("mov eax, 305419896", a -> a.mov32(Gp.RAX, 0x12345678));
    list.line("mov r9d, 1", a -> a.mov32(Gp.R9, 1));
  }

  /** Jumps back to a label, near and far, and forwards, always far. */
  private static void jumps(Listing list) {
    String[] names = {
      "jo", "jno", "jb", "jae", "je", "jne", "jbe", "ja", "js", "jns", "jp", "jnp", "jl", "jge",
      "jle", "jg"
    };
    for (Condition condition : Condition.values()) {
      String name = names[condition.ordinal()];
      list.line(name + " .", a -> jumpBack(a, condition));
      list.line("{disp32} " + name + " .+6", a -> jumpForwards(a, condition));
    }
    list.line("jmp .", a -> jumpBack(a, null));
    list.line("{disp32} jmp .+5", a -> jumpForwards(a, null));
  }

  private static void jumpBack(Assembler a, Condition condition) {
    Label here = new Label();
    a.bind(here);
    jump(a, condition, here);
  }

  private static void jumpForwards(Assembler a, Condition condition) {
    Label there = new Label();
    jump(a, condition, there);
    a.bind(there);
  }

  private static void jump(Assembler a, Condition condition, Label label) {
    if (condition == null) {
      a.jump(label);
    } else {
      a.jump(condition, label);
    }
  }
}
