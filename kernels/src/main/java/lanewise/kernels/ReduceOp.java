package lanewise.kernels;

/** Functions of a run of elements. */
public enum ReduceOp {
  SUM,
  MEAN,
  MAX,
  MIN,
  PRODUCT,
  SUM_SQUARE,
  L1,
  L2,
  LOG_SUM,
  LOG_SUM_EXP
}
