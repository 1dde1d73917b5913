/**
 * Devices that speak OpenCL: what the engine opens, and the tier of kernels on one.
 *
 * <p>What always holds here: JOCL and its native library are loaded when devices are first asked
 * for, not before; what cannot be loaded is a refusal, not a failure.
 *
 * <p>To add a family of kernels: write it in a package of its own below this one, over {@code
 * lanewise.opencl.driver}, and return it from {@code OpenClTier}.
 */
package lanewise.opencl;
