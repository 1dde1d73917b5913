/**
 * Products with weights in ggml's block layouts, in machine code, read where the file is mapped.
 *
 * <p>What always holds here: integer sums are exact, floats are added in the order that {@link
 * lanewise.kernels.MatMulBlocks} spells out, so that every bit is the scalar tier's; a routine is
 * tried against the scalar tier before it is used; no byte outside a row of weights is read.
 *
 * <p>{@code .row} serves few rows of activations, which is bound by reading the weights; {@code
 * .panel} many quantized ones and {@code .chain} those in f32, which are bound by multiplying.
 *
 * <p>To add a format: a class that unpacks it ({@code …Layout}), a line where its siblings are
 * chosen, and the contract suite does the rest.
 */
package lanewise.kernels.machine.block;
