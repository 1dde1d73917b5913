package lanewise.kernels;

/**
 * Functions of two elements. Comparisons and logic give {@code BOOL}; the rest give the operands'
 * type. Integer division by zero gives zero rather than a trap.
 */
public enum BinaryOp {
  ADD,
  SUB,
  MUL,
  DIV,
  POW,
  MIN,
  MAX,
  /** Remainder with the divisor's sign, as Python's {@code %}. */
  MOD,
  /** Remainder with the dividend's sign, as C's {@code fmod}. */
  FMOD,
  EQUAL,
  LESS,
  LESS_OR_EQUAL,
  GREATER,
  GREATER_OR_EQUAL,
  LOGICAL_AND,
  LOGICAL_OR,
  LOGICAL_XOR,
  BITWISE_AND,
  BITWISE_OR,
  BITWISE_XOR,
  SHIFT_LEFT,
  SHIFT_RIGHT,
  /** x where x ≥ 0, else slope · x. */
  PRELU;

  /** Whether the result is {@code BOOL}. */
  public boolean isPredicate() {
    return switch (this) {
      case EQUAL,
          LESS,
          LESS_OR_EQUAL,
          GREATER,
          GREATER_OR_EQUAL,
          LOGICAL_AND,
          LOGICAL_OR,
          LOGICAL_XOR ->
          true;
      default -> false;
    };
  }
}
