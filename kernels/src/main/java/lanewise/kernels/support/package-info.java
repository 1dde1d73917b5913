/**
 * What each tier really has: every operation and element type, bound as a model would bind it.
 *
 * <p>What always holds here: the table tells what binding gave, never what somebody wrote down, so
 * it can't fall behind the kernels; a test fails when a kernel's method is bound by no probe. To
 * add an operation: give it a probe in {@code ProductProbes}, {@code RowProbes} or {@code
 * ElementProbes}.
 */
package lanewise.kernels.support;
