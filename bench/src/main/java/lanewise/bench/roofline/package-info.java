/**
 * The roofline: each kernel's rate over its operations for a byte, below what the hardware can do.
 *
 * <p>What always holds here: a page is made from a report of {@code bench kernels} alone, is one
 * file that fetches nothing, escapes every name, and says in a table what its plots show. To show
 * something else: take it from the report in {@link lanewise.bench.roofline.Roofline}, and draw it
 * in {@code RooflinePlot}.
 */
package lanewise.bench.roofline;
