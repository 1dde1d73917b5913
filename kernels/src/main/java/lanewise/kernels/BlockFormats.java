package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/** Conversion between f32 and the block formats of GGUF files. */
public interface BlockFormats {
  /** Whether {@link #encode} can write this type; every block format can be decoded. */
  boolean encodes(ElementType type);

  /**
   * Exact f32 values of rows of blocks.
   *
   * @param in weights of any type that a {@link BlockMatrix} may have
   * @param out {@code in.rows() × in.columns()} with unit column stride
   */
  Task decode(BlockMatrix in, MatrixView out);

  /**
   * Rows of f32 to blocks. The same values give the same bytes in every tier.
   *
   * @param in {@code out.rows() × out.columns()} with unit column stride; values must be finite
   * @param importance one weight a column (f32, not negative) by which squared errors count, or
   *     null for all alike
   * @param out a type that {@link #encodes} names
   */
  Task encode(MatrixView in, MemorySegment importance, BlockMatrix out);
}
