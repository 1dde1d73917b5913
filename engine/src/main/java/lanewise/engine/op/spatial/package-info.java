/**
 * Operators over the spatial axes of {@code [N, C, …]}: convolution and pooling.
 *
 * <p>What always holds here: attributes become a {@link WindowRule} that has checked them, and a
 * {@link SlidingWindow} of three axes, the leading ones of length 1 where there are fewer. Loops
 * over a window visit only what lies inside the input, so that no attribute makes them long. To add
 * one, write its operator beside its kin and list it in {@code SpatialOperators}.
 */
package lanewise.engine.op.spatial;
