/**
 * Tensors, and the contracts of the kernels that compute on them.
 *
 * <p>What always holds here: a tensor's storage is native memory; a kernel allocates nothing, reads
 * and writes only the ranges it was given, and gives the same bits for any number of threads,
 * because parts are fixed by the problem and the order of every sum by its length alone. Each
 * {@link lanewise.kernels.KernelTier} implements the same contracts; the {@code scalar} tier
 * defines what is right.
 */
package lanewise.kernels;
