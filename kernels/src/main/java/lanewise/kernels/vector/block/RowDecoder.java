package lanewise.kernels.vector.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.scalar.block.BlockFormat;
import lanewise.kernels.scalar.block.GroupedFormat;

/** Turns adjacent blocks into f32. Immutable and thread-safe. */
interface RowDecoder {
  /** Writes the exact values of {@code blocks} blocks. */
  void decode(MemorySegment in, long at, int blocks, MemorySegment out, long outAt);

  /** The decoder of a type; the scalar tier's, where there is none on vectors. */
  static RowDecoder of(ElementType type) {
    CodeUnpacker unpacker = CodeUnpacker.of(type);
    if (unpacker != null) {
      return new Grouped(GroupedFormat.of(type), unpacker);
    }
    return switch (type) {
      case FLOAT16 -> HalfExpansion::float16;
      case BFLOAT16 -> HalfExpansion::bfloat16;
      default -> BlockFormat.of(type)::decode;
    };
  }

  /** Blocks of integers in groups. */
  record Grouped(GroupedFormat format, CodeUnpacker unpacker) implements RowDecoder {
    @Override
    public void decode(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
      int elements = format.type().blockElements();
      int blockBytes = format.type().blockBytes();
      for (int b = 0; b < blocks; b++) {
        decodeBlock(in, at + (long) b * blockBytes, out, outAt + 4L * b * elements, elements);
      }
    }

    private void decodeBlock(
        MemorySegment in, long at, MemorySegment out, long outAt, int elements) {
      long codes = outAt + 3L * elements;
      unpacker.unpack(in, at, out, codes);
      float scale = format.scale(in, at);
      float minScale = format.minScale(in, at);
      int group = format.groupElements();
      for (int g = 0; g < elements / group; g++) {
        float factor = scale * format.groupScale(in, at, g);
        long from = codes + (long) g * group;
        long to = outAt + 4L * g * group;
        if (format.hasMinima()) {
          float min = minScale * format.groupMin(in, at, g);
          CodeExpansion.scaleAndAdd(out, from, group, factor, min, out, to);
        } else {
          CodeExpansion.scale(out, from, group, factor, out, to);
        }
      }
    }
  }
}
