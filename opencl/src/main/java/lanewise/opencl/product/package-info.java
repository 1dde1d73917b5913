/**
 * Matrix products on OpenCL devices.
 *
 * <p>What always holds here: packed right-hand sides are dense, k rows of n, so that neighbouring
 * work-items read neighbouring columns; an output is the chain that its contract spells out, in
 * whatever tile it lies.
 *
 * <p>To add a product: its kernel in {@code resources/lanewise/opencl/product}, its binding here.
 */
package lanewise.opencl.product;
