package lanewise.natives.machine;

/** A 64-bit general-purpose register, in the order of its number in an instruction. */
public enum Gp {
  RAX,
  RCX,
  RDX,
  RBX,
  RSP,
  RBP,
  RSI,
  RDI,
  R8,
  R9,
  R10,
  R11,
  R12,
  R13,
  R14,
  R15
}
