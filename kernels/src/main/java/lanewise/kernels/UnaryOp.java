package lanewise.kernels;

/** Functions of one element. Which element types each takes is checked at binding. */
public enum UnaryOp {
  ABS, NEG, SIGN, RECIPROCAL, SQRT, EXP, LOG, ERF, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, TANH,
  ASINH, ACOSH, ATANH, SIGMOID, SOFTPLUS, SOFTSIGN, RELU, GELU_ERF, GELU_TANH, SILU, HARD_SWISH, MISH,
  CEIL, FLOOR, ROUND_HALF_EVEN, LOGICAL_NOT, BITWISE_NOT
}
