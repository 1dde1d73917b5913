package lanewise.formats.gguf;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/** Reads the list of tensors, and finds each one's bytes. */
final class GgufTensorTable {
  /** A name's length and one character, the rank, the type and the offset. */
  static final long LEAST_ENTRY_BYTES = 8 + 1 + 4 + 4 + 8;

  static final int MOST_NAME_BYTES = 255;
  static final int MOST_RANK = 4;

  private static final int MOST_TENSORS = 1 << 18;

  private final GgufCursor in;
  private final int alignment;

  /** Where the tensor that is read next must begin, counted from the end of the header. */
  private long expectedOffset;

  private GgufTensorTable(GgufCursor in, int alignment) {
    this.in = in;
    this.alignment = alignment;
  }

  /** What the table says of one tensor before the place of the data is known. */
  private record Entry(
      String name, ElementType type, Shape shape, long offset, long byteSize, long entryAt) {}

  static void checkCount(GgufCursor in, long count) {
    if (count > MOST_TENSORS) {
      throw in.error(8, "tensor_count", "is " + count + ", allowed are up to " + MOST_TENSORS);
    }
  }

  static Map<String, GgufTensor> read(
      GgufCursor in, MemorySegment bytes, int count, int alignment) {
    GgufTensorTable table = new GgufTensorTable(in, alignment);
    Map<String, Entry> entries = LinkedHashMap.newLinkedHashMap(count);
    for (int i = 0; i < count; i++) {
      Entry entry = table.readEntry();
      if (entries.put(entry.name(), entry) != null) {
        throw in.error(entry.entryAt(), entry.name(), "is the name of two tensors");
      }
    }
    long dataStart = roundUp(in.position(), alignment);
    Map<String, GgufTensor> tensors = LinkedHashMap.newLinkedHashMap(count);
    for (Entry entry : entries.values()) {
      long present = bytes.byteSize() - dataStart - entry.offset();
      if (entry.byteSize() > present) {
        throw in.error(
            entry.entryAt(),
            entry.name(),
            entry.type().label()
                + entry.shape()
                + " takes "
                + entry.byteSize()
                + " bytes from byte "
                + (dataStart + entry.offset())
                + " on, the file has "
                + bytes.byteSize());
      }
      MemorySegment segment = bytes.asSlice(dataStart + entry.offset(), entry.byteSize());
      tensors.put(entry.name(), new GgufTensor(entry.name(), entry.type(), entry.shape(), segment));
    }
    return tensors;
  }

  private Entry readEntry() {
    long entryAt = in.position();
    String name = in.name(MOST_NAME_BYTES, "tensor name");
    int rank = in.i32(name + " n_dims");
    if (rank < 0 || rank > MOST_RANK) {
      throw in.error(
          in.position() - Integer.BYTES,
          name + " n_dims",
          "is " + Integer.toUnsignedString(rank) + ", allowed are 0 to " + MOST_RANK);
    }
    long[] dimensions = readDimensions(name, rank);
    ElementType type = readType(name);
    long byteSize = byteSize(name, type, dimensions);
    long offset = in.i64(name + " offset");
    if (offset != expectedOffset) {
      throw in.error(
          in.position() - Long.BYTES,
          name + " offset",
          "is "
              + Long.toUnsignedString(offset)
              + ", expected is "
              + expectedOffset
              + ": tensors follow each other, aligned to "
              + alignment
              + " bytes");
    }
    expectedOffset = next(name, offset, byteSize);
    return new Entry(name, type, Shape.of(dimensions), offset, byteSize, entryAt);
  }

  /** The dimensions, the outermost first; the file has them the other way round. */
  private long[] readDimensions(String name, int rank) {
    long[] dimensions = new long[rank];
    for (int i = rank - 1; i >= 0; i--) {
      dimensions[i] = in.i64(name + " dimensions");
      if (dimensions[i] < 1) {
        throw in.error(
            in.position() - Long.BYTES,
            name + " dimensions",
            "one is " + Long.toUnsignedString(dimensions[i]) + ", allowed are 1 and above");
      }
    }
    return dimensions;
  }

  private ElementType readType(String name) {
    int id = in.i32(name + " type");
    ElementType type = GgufTensorTypes.ofId(id);
    if (type == null) {
      throw in.error(in.position() - Integer.BYTES, name + " type", GgufTensorTypes.refusal(id));
    }
    return type;
  }

  private long byteSize(String name, ElementType type, long[] dimensions) {
    long inner = dimensions.length == 0 ? 1 : dimensions[dimensions.length - 1];
    if (inner % type.blockElements() != 0) {
      throw dimensionError(
          name,
          "a row has "
              + inner
              + " elements, "
              + type.label()
              + " needs a multiple of "
              + type.blockElements());
    }
    try {
      long elements = 1;
      for (long dimension : dimensions) {
        elements = Math.multiplyExact(elements, dimension);
      }
      return type.byteSize(elements);
    } catch (ArithmeticException e) {
      throw dimensionError(name, "their product passes 64 bits");
    }
  }

  private ModelFormatException dimensionError(String name, String problem) {
    return in.error(in.position() - Integer.BYTES, name + " dimensions", problem);
  }

  private long next(String name, long offset, long byteSize) {
    if (byteSize > Long.MAX_VALUE / 2 - offset) {
      throw dimensionError(name, "the tensor ends beyond 2^62 bytes");
    }
    return roundUp(offset + byteSize, alignment);
  }

  /** {@code count} rounded up to a multiple of {@code alignment}, a power of two. */
  static long roundUp(long count, int alignment) {
    return (count + alignment - 1) & -(long) alignment;
  }
}
