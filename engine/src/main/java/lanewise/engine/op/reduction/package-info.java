/**
 * Operators that make one element of many along some axes: reductions, searches, running sums.
 *
 * <p>What always holds here: the order of a sum depends on its length alone. To add a reduction
 * with a kernel, list it in {@code ReductionOperators}; other walks along an axis share {@code
 * AxisView}.
 */
package lanewise.engine.op.reduction;
