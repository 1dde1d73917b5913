package lanewise.kernels.scalar.block;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Chooses the bits of a block so that the weighted sum of squared errors is small. Has scratch of
 * its own and so belongs to one thread.
 */
interface BlockEncoder {
  /**
   * Writes one block.
   *
   * @param values the block's elements
   * @param weights how much each element's squared error counts, not negative
   */
  void encode(float[] values, float[] weights, MemorySegment out, long at);

  /** Whether there is an encoder to a block format. */
  static boolean encodes(ElementType type) {
    return switch (type) {
      case IQ1_S, IQ1_M, IQ2_XXS, IQ2_XS, IQ2_S, IQ3_XXS, IQ3_S -> false;
      default -> type.isScaledBlock();
    };
  }

  /** A new encoder to a block format that {@link #encodes} names. */
  static BlockEncoder of(ElementType type) {
    GroupedFormat format = GroupedFormat.of(type);
    return format.hasMinima() ? new MinimaEncoder(format) : new ScaleEncoder(format);
  }
}
