/**
 * Products of f32 activations with the exact values of weights in blocks, in machine code.
 *
 * <p>A panel of weights is decoded once, for a run of k, into f32; then all rows of a part pass
 * over it. What always holds here: each output is 16 chains of fused multiply-adds and the tree
 * that {@link lanewise.kernels.MatMulBlocks} spells out, so that every bit is the scalar tier's.
 *
 * <p>To make a type faster: a routine in {@code DecodeCode} for it; without one its blocks are
 * decoded by the scalar tier's loops.
 */
package lanewise.kernels.machine.block.chain;
