package lanewise.kernels.vector.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;
import lanewise.kernels.scalar.block.BlockFormat;
import lanewise.kernels.vector.HalfExpansion;

/** Turns adjacent blocks into f32. Immutable and thread-safe. */
interface RowDecoder {
  /** Writes the exact values of {@code blocks} blocks. */
  void decode(MemorySegment in, long at, int blocks, MemorySegment out, long outAt);

  /** The decoder of a type; the scalar tier's, where there is none on vectors. */
  static RowDecoder of(ElementType type) {
    if (BlockExpansion.takes(type)) {
      return new BlockExpansion(type);
    }
    return switch (type) {
      case FLOAT16 -> HalfExpansion::float16;
      case BFLOAT16 -> HalfExpansion::bfloat16;
      default -> BlockFormat.of(type)::decode;
    };
  }
}
