/**
 * OpenCL itself: which devices there are, one device's context with its queue, memory and programs,
 * and how a kernel is bound and run. The one package that speaks to JOCL.
 *
 * <p>What always holds here: every call's code is checked; what fails for good loses the device,
 * and everything it holds is released. A context's lock guards its queue, its mirrors and the
 * arguments of its kernels, of which there is one for all tasks. What the driver hands out is
 * counted.
 *
 * <p>To add a kernel: write it in OpenCL C below {@code src/main/resources}, name its file in a
 * {@link lanewise.opencl.driver.ProgramSource}, and bind it with {@link
 * lanewise.opencl.driver.Launch}.
 */
package lanewise.opencl.driver;
