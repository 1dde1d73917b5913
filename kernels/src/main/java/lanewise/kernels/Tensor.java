package lanewise.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import lanewise.natives.memory.NativeMemory;

/**
 * An element type, a shape and the native memory that holds the elements, dense and row-major.
 *
 * <p>The tensor itself is immutable, its elements are not: threads may read one together, and must
 * not write one together. What the factory methods allocate is freed with its last reference; a
 * tensor over a given segment lives as long as that segment.
 */
public final class Tensor {
  private final ElementType type;
  private final Shape shape;
  private final MemorySegment segment;

  private Tensor(ElementType type, Shape shape, MemorySegment segment) {
    this.type = type;
    this.shape = shape;
    this.segment = segment;
  }

  /**
   * A tensor over {@code segment}, which must be native and hold at least the elements' bytes; no
   * copy is made.
   */
  public static Tensor of(ElementType type, Shape shape, MemorySegment segment) {
    long byteSize = type.byteSize(shape.elementCount());
    if (!segment.isNative()) {
      throw new IllegalArgumentException("a tensor needs native memory, not a heap array");
    }
    if (segment.byteSize() < byteSize) {
      throw new IllegalArgumentException(
          type.label()
              + shape
              + " needs "
              + byteSize
              + " bytes, the segment has "
              + segment.byteSize());
    }
    return new Tensor(type, shape, segment.asSlice(0, byteSize));
  }

  /** A zeroed tensor in memory of its own, freed with the last reference. */
  public static Tensor allocate(ElementType type, Shape shape) {
    long byteSize = type.byteSize(shape.elementCount());
    return new Tensor(type, shape, NativeMemory.allocateCollected(byteSize));
  }

  /** A zeroed tensor that lives as long as {@code arena}. */
  public static Tensor allocate(ElementType type, Shape shape, Arena arena) {
    long byteSize = type.byteSize(shape.elementCount());
    return new Tensor(type, shape, NativeMemory.allocate(arena, byteSize));
  }

  /** A copy of {@code values} as {@code f32}. */
  public static Tensor of(float[] values, long... dimensions) {
    Tensor tensor = allocate(ElementType.FLOAT32, shapeFor(values.length, dimensions));
    MemorySegment.copy(values, 0, tensor.segment, JAVA_FLOAT_UNALIGNED, 0, values.length);
    return tensor;
  }

  /** A copy of {@code values} as {@code i64}. */
  public static Tensor of(long[] values, long... dimensions) {
    Tensor tensor = allocate(ElementType.INT64, shapeFor(values.length, dimensions));
    MemorySegment.copy(values, 0, tensor.segment, JAVA_LONG_UNALIGNED, 0, values.length);
    return tensor;
  }

  /** A copy of {@code values} as {@code i32}. */
  public static Tensor of(int[] values, long... dimensions) {
    Tensor tensor = allocate(ElementType.INT32, shapeFor(values.length, dimensions));
    MemorySegment.copy(values, 0, tensor.segment, JAVA_INT_UNALIGNED, 0, values.length);
    return tensor;
  }

  private static Shape shapeFor(int length, long[] dimensions) {
    Shape shape = Shape.of(dimensions);
    if (shape.elementCount() != length) {
      throw new IllegalArgumentException(
          shape + " holds " + shape.elementCount() + " elements, the array has " + length);
    }
    return shape;
  }

  public ElementType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  public long elementCount() {
    return shape.elementCount();
  }

  /** The elements' memory: exactly the elements' bytes. */
  public MemorySegment segment() {
    return segment;
  }

  /** The same memory under another shape of as many elements. */
  public Tensor reshape(Shape other) {
    if (other.elementCount() != shape.elementCount()) {
      throw new IllegalArgumentException("cannot view " + shape + " as " + other);
    }
    return new Tensor(type, other, segment);
  }

  /** A copy of the elements of an {@code f32} tensor. */
  public float[] toFloatArray() {
    require(ElementType.FLOAT32);
    float[] elements = new float[arrayLength()];
    MemorySegment.copy(segment, JAVA_FLOAT_UNALIGNED, 0, elements, 0, elements.length);
    return elements;
  }

  /** A copy of the elements of an {@code i64} tensor. */
  public long[] toLongArray() {
    require(ElementType.INT64);
    long[] elements = new long[arrayLength()];
    MemorySegment.copy(segment, JAVA_LONG_UNALIGNED, 0, elements, 0, elements.length);
    return elements;
  }

  /** A copy of the elements of an {@code i32} tensor. */
  public int[] toIntArray() {
    require(ElementType.INT32);
    int[] elements = new int[arrayLength()];
    MemorySegment.copy(segment, JAVA_INT_UNALIGNED, 0, elements, 0, elements.length);
    return elements;
  }

  /** A copy of the elements' bytes, of any type. */
  public byte[] toByteArray() {
    byte[] bytes = new byte[arrayLength(segment.byteSize())];
    MemorySegment.copy(segment, JAVA_BYTE, 0, bytes, 0, bytes.length);
    return bytes;
  }

  private int arrayLength() {
    return arrayLength(elementCount());
  }

  private int arrayLength(long length) {
    if (length > Integer.MAX_VALUE - 8) {
      throw new IllegalStateException(this + " is too large for a Java array");
    }
    return (int) length;
  }

  private void require(ElementType expected) {
    if (type != expected) {
      throw new IllegalStateException(
          "tensor holds " + type.label() + ", " + expected.label() + " was asked for");
    }
  }

  /** The type and the shape, such as {@code f32[1, 384]}. */
  @Override
  public String toString() {
    return type.label() + shape;
  }
}
