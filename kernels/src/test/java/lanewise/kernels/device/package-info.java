/**
 * Devices for tests: a tier over translated memory, a device that is none, and what runs the tiers'
 * contracts on a device.
 *
 * <p>What always holds here: {@link lanewise.kernels.device.TranslatedTier} hands every segment of
 * every operand to one translation, so that a kernel that read another would be found out.
 */
package lanewise.kernels.device;
