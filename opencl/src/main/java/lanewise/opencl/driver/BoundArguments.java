package lanewise.opencl.driver;

/**
 * The arguments of a task, in the order of the kernel's parameters.
 *
 * @param kinds what each is
 * @param bits a number's bits, or the bytes of local memory
 * @param buffers where an argument is memory; null elsewhere, and where there is no operand
 * @param reportAt which argument says where in the report of indices the kernel writes, or -1; it
 *     is set when the task is handed to the queue
 */
record BoundArguments(byte[] kinds, long[] bits, DeviceBuffer[] buffers, int reportAt) {
  static final byte MEMORY = 0;
  static final byte FOUR_BYTES = 1;
  static final byte EIGHT_BYTES = 2;
  static final byte LOCAL = 3;
}
