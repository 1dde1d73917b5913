/**
 * The vector tier: kernels on the Vector API, in bodies of 128, 256 or 512 bits.
 *
 * <p>What always holds here: species are {@code static final}, hot loops hold no mask, lambda or
 * allocation, accumulators live in local variables, because that is what the compiler keeps in
 * registers, and no vector is an argument or a result of a method of ours, because it would be an
 * object on the heap wherever the compiler does not inline that method. This package is linked only
 * where the module {@code jdk.incubator.vector} is present. To add a kernel family, mirror the file
 * of the scalar tier, name it in {@link lanewise.kernels.tier.VectorTier}, and instantiate its
 * contract test.
 */
package lanewise.kernels.vector;
