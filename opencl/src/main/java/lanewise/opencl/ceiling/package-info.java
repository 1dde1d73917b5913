/**
 * Loops that do one thing as fast as a device can: what products are measured against.
 *
 * <p>What always holds here: a loop's result is stored where it might matter, so that no compiler
 * leaves the loop out.
 *
 * <p>To add one: a kernel in {@code resources/lanewise/opencl/ceiling}, its work counted in {@link
 * lanewise.opencl.ceiling.CeilingLoops}.
 */
package lanewise.opencl.ceiling;
