package lanewise.opencl.driver;

import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/** A device that a driver offers. */
public record FoundDevice(cl_platform_id platform, cl_device_id device, DeviceInfo info) {}
