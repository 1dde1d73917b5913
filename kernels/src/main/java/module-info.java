/** Tensors and the arithmetic on them, in several tiers that agree with each other. */
@SuppressWarnings("module") // lanewise.opencl is built after this one.
module lanewise.kernels {
  requires transitive lanewise.natives;
  requires jdk.incubator.vector;

  exports lanewise.kernels;
  exports lanewise.kernels.bounds to
      lanewise.opencl;
  exports lanewise.kernels.ceiling;
  exports lanewise.kernels.device;
  exports lanewise.kernels.support;
  exports lanewise.kernels.task;
  exports lanewise.kernels.tier;

  uses lanewise.kernels.device.DeviceProvider;
}
