/**
 * What the hardware can do at most, measured: arithmetic out of registers and reading memory.
 *
 * <p>What always holds here: a ceiling is the hardware's, whatever tier is in use, so the fastest
 * loop that this process may run measures it; a ceiling is measured on the same threads and, where
 * it can be, in turns with the work that is held against it. To add a ceiling: name it in {@link
 * lanewise.kernels.ceiling.Ceiling} and write its loop in {@code RegisterCode}.
 */
package lanewise.kernels.ceiling;
