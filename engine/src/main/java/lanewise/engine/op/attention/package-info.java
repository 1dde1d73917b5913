/**
 * Attention as one operator, over heads that stay where the projections wrote them.
 *
 * <p>What always holds here: an operand is [batch, rows, heads, size] ({@code BSHD}) or [batch,
 * heads, rows, size] ({@code BHSD}), and is read and written in that layout, so that no transpose
 * is left. To add another form of attention, write its operator over {@link
 * lanewise.kernels.Attention} and list it in {@code register}.
 */
package lanewise.engine.op.attention;
