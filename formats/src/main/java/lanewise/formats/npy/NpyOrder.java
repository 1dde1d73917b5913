package lanewise.formats.npy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Shape;

/** Brings arrays into row-major little-endian order. */
final class NpyOrder {
  private NpyOrder() {}

  static boolean needsCopy(NpyHeader header) {
    boolean columns = header.fortranOrder() && header.shape().rank() > 1;
    boolean swapped = header.bigEndian() && NpyType.swappedBytes(header.type()) > 1;
    return (columns || swapped) && header.shape().elementCount() > 0;
  }

  /** Copies the elements of {@code from}, which lie as {@code header} says, to {@code to}. */
  static void copy(NpyHeader header, MemorySegment from, MemorySegment to) {
    Shape shape = header.shape();
    int elementBytes = header.type().blockBytes();
    int swap = header.bigEndian() ? NpyType.swappedBytes(header.type()) : 1;
    long[] stride = strides(header);
    long[] index = new long[shape.rank()];
    long at = 0;
    for (long element = 0; element < shape.elementCount(); element++) {
      // Taking apart a byte's place in the element: its number, and its place in that number.
      for (int place = 0; place < elementBytes; place++) {
        int within = place % swap;
        byte value = from.get(JAVA_BYTE, at * elementBytes + place - within + (swap - 1 - within));
        to.set(JAVA_BYTE, element * elementBytes + place, value);
      }
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        at += stride[axis];
        if (++index[axis] < shape.dim(axis)) {
          break;
        }
        at -= stride[axis] * shape.dim(axis);
        index[axis] = 0;
      }
    }
  }

  private static long[] strides(NpyHeader header) {
    Shape shape = header.shape();
    long[] stride = new long[shape.rank()];
    long step = 1;
    for (int index = 0; index < stride.length; index++) {
      int axis = header.fortranOrder() ? index : stride.length - 1 - index;
      stride[axis] = step;
      step *= shape.dim(axis);
    }
    return stride;
  }
}
