/**
 * Matrix products and what is fused with them.
 *
 * <p>What always holds here: constant right-hand sides are packed once a model, through {@link
 * lanewise.engine.op.Weights}. To add a product, write its operator, share {@code MatMulShapes} for
 * the broadcasting of stacks, and list it in {@code register}.
 */
package lanewise.engine.op.matrix;
