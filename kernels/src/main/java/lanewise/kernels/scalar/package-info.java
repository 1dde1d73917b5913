/**
 * The scalar tier: the definition of every kernel in plain loops, kept for ever as the reference
 * that the other tiers are held against, and the tier that runs where no other can.
 *
 * <p>What always holds here: no incubating API and no native call, so these classes load on any
 * Java 25. To add a kernel family, write its class here first, name it in {@link
 * lanewise.kernels.tier.ScalarTier}, and instantiate its contract test.
 */
package lanewise.kernels.scalar;
