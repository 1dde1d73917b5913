package lanewise.natives.machine;

/** What a conditional jump or move looks at, in the order of its number in an instruction. */
public enum Condition {
  OVERFLOW,
  NO_OVERFLOW,
  BELOW,
  ABOVE_OR_EQUAL,
  EQUAL,
  NOT_EQUAL,
  BELOW_OR_EQUAL,
  ABOVE,
  NEGATIVE,
  NOT_NEGATIVE,
  PARITY,
  NO_PARITY,
  LESS,
  GREATER_OR_EQUAL,
  LESS_OR_EQUAL,
  GREATER
}
