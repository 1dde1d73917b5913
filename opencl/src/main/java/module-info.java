/** The kernels of Lanewise on OpenCL devices. */
@SuppressWarnings("requires-automatic") // JOCL is no named module.
module lanewise.opencl {
  requires transitive lanewise.kernels;
  requires jocl;

  exports lanewise.opencl;

  provides lanewise.kernels.device.DeviceProvider with
      lanewise.opencl.OpenClProvider;
}
