/**
 * GGUF's block formats and the products with them on the Vector API.
 *
 * <p>What always holds here: what holds in {@link lanewise.kernels.vector}, and the bits are the
 * scalar tier's. A format has a {@link lanewise.kernels.vector.block.CodeUnpacker} that spreads its
 * codes to bytes with vectors; its scales are read by the scalar tier's {@link
 * lanewise.kernels.scalar.block.GroupedFormat}. To add a format, write its unpacker and name it in
 * {@code CodeUnpacker.of}; what has none is decoded by the scalar tier.
 */
package lanewise.kernels.vector.block;
