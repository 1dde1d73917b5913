/**
 * Kernels on elements, rows, channels and blocks on OpenCL devices: all families but the products.
 *
 * <p>What always holds here: a family checks its operands as every tier does, says {@link
 * lanewise.kernels.device.DeviceUnsupportedException} to what the device has no kernel for, and
 * gives sizes and strides to its kernels as arguments, so that no program is made for a shape. The
 * order of a sum follows from its length alone, never from the device or the size of a work-group.
 *
 * <p>To add a kernel: write it in {@code resources/lanewise/opencl/kernel}, name its program in
 * {@code Programs}, and bind it in its family's class.
 */
package lanewise.opencl.kernel;
