/**
 * Products of few rows of activations with blocks of weights, in machine code: what reading the
 * weights limits.
 *
 * <p>What always holds here: as many rows of weights as a vector has lanes pass side by side, one
 * lane an output, so that the chain of an output is that of its lane; integer sums meet in trees
 * whose order does not matter; the rows that come next are prefetched in the order of their bytes.
 *
 * <p>To add a format: what its codes, scales and minima are in {@code SmallBlockCode} (blocks of
 * 32) or in {@code SuperCodes} and {@code SuperHeader} (blocks of 256).
 */
package lanewise.kernels.machine.block.row;
