package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/**
 * What a row routine reads about its operands; the mask and the last vector lie where {@link
 * ProductBlock} has them. Behind each operand's address come the bytes of one row.
 */
final class RowBlock {
  static final int IN = 0;
  static final int OUT = 16;

  /** A mask's rows, or a norm's scale (whose row bytes are 0). */
  static final int SECOND = 32;

  /** A norm's bias. */
  static final int THIRD = 48;

  /** A softmax's factor or a norm's epsilon, f32. */
  static final int FACTOR = 80;

  /** The number of columns, f32. */
  static final int COUNT = 84;

  private RowBlock() {}

  static void set(MemorySegment block, int operand, long address, long rowBytes) {
    set(block, 0, operand, address, rowBytes);
  }

  /** Sets an operand of the block at {@code start}. */
  static void set(MemorySegment memory, long start, int operand, long address, long rowBytes) {
    ProductBlock.set(memory, start, operand, address);
    ProductBlock.set(memory, start, operand + 8, rowBytes);
  }

  /** Describes the rows' length and the number that goes with the kernel. */
  static void setColumns(MemorySegment block, VectorUnit unit, int columns, float factor) {
    setColumns(block, 0, unit, columns, factor);
  }

  /** The same of the block at {@code start}. */
  static void setColumns(
      MemorySegment memory, long start, VectorUnit unit, int columns, float factor) {
    ProductBlock.setColumns(memory, start, unit, columns);
    memory.set(JAVA_FLOAT, start + FACTOR, factor);
    memory.set(JAVA_FLOAT, start + COUNT, columns);
  }
}
