package lanewise.opencl.kernel;

import lanewise.kernels.Broadcast;
import lanewise.kernels.device.DeviceUnsupportedException;
import lanewise.opencl.driver.Launch;

/** Sizes and strides of several axes as a kernel's arguments, the innermost first. */
final class Axes {
  /** Axes that the kernels walk. */
  static final int MOST = 8;

  /** Elements that the kernels count in 32 bits. */
  private static final long MOST_ELEMENTS = 1L << 32;

  private Axes() {}

  /** Requires so few axes and elements as kernels can walk. */
  static void require(int rank, long count) {
    if (rank > MOST || count >= MOST_ELEMENTS) {
      throw new DeviceUnsupportedException(
          "the device walks "
              + MOST
              + " axes and fewer than 2³² elements, not "
              + rank
              + " axes and "
              + count
              + " elements");
    }
  }

  /** Adds a broadcast's rank and sizes, then each operand's strides. */
  static void add(Launch launch, Broadcast broadcast, int operands) {
    int rank = broadcast.rank();
    require(rank, broadcast.shape().elementCount());
    launch.integer(rank);
    for (int axis = 0; axis < MOST; axis++) {
      launch.number(axis < rank ? broadcast.dim(rank - 1 - axis) : 1);
    }
    for (int operand = 0; operand < operands; operand++) {
      for (int axis = 0; axis < MOST; axis++) {
        launch.number(axis < rank ? broadcast.stride(operand, rank - 1 - axis) : 0);
      }
    }
  }

  /** Adds values of axes that are given the outermost first. */
  static Launch add(Launch launch, long[] outermostFirst, long otherwise) {
    int rank = outermostFirst.length;
    for (int axis = 0; axis < MOST; axis++) {
      launch.number(axis < rank ? outermostFirst[rank - 1 - axis] : otherwise);
    }
    return launch;
  }
}
