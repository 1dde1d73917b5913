package lanewise.opencl.driver;

/**
 * The arguments of a task, in the order of the kernel's parameters.
 *
 * @param kinds what each is
 * @param bits a number's bits, or the bytes of local memory
 * @param buffers where an argument is memory; null elsewhere, and where there is no operand
 */
record BoundArguments(byte[] kinds, long[] bits, DeviceBuffer[] buffers) {
  static final byte MEMORY = 0;
  static final byte FOUR_BYTES = 1;
  static final byte EIGHT_BYTES = 2;
  static final byte LOCAL = 3;
}
