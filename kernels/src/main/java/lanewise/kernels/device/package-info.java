/**
 * Devices with memory of their own, as the engine sees them: who gives them, what they are, their
 * memory and their kernels.
 *
 * <p>What always holds here: a host address is the name of device memory. A {@link
 * lanewise.kernels.device.Device} keeps a mirror of a range of host addresses in its own memory,
 * and its {@link lanewise.kernels.KernelTier} takes the same views that every tier takes; binding
 * finds the mirror of each. A device's tasks read and write mirrors alone: the host's bytes move
 * only by {@link lanewise.kernels.device.DeviceMemory#upload} and {@code download}, so that host
 * memory which merely names device memory is never touched and takes no room.
 *
 * <p>To add a kind of device: implement {@link lanewise.kernels.device.DeviceProvider} in a module
 * of its own and name it as a service.
 */
package lanewise.kernels.device;
