/**
 * NumPy's array files: single arrays ({@code .npy}) and archives of them ({@code .npz}).
 *
 * <p>What always holds here: a header's claims are checked against the bytes that are there before
 * memory is taken for them; arrays come out row-major and little-endian; a file is written beside
 * its target and renamed over it.
 *
 * <p>NumPy has no name for some element types. {@code bf16} is written as {@code u2} and the 8-bit
 * floats as {@code u1}: their raw bits, which read back as unsigned integers. Types of less than a
 * byte are refused.
 *
 * <p>To add an element type, give it its letters in {@code NpyType}.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The NPY
 *     format</a>
 */
package lanewise.formats.npy;
