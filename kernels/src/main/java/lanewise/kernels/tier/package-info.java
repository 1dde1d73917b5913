/**
 * The tiers: which kernels each is made of, and which of them this process uses.
 *
 * <p>This package stands above those with the kernels, so that none of them knows of a tier. A tier
 * names one implementation of each kernel family; a family that gains nothing from a tier's means
 * is that of the tier below. To add a tier, write a {@link lanewise.kernels.KernelTier} here, name
 * it in {@link lanewise.kernels.tier.Tiers}, and run the contract suite with it.
 */
package lanewise.kernels.tier;
