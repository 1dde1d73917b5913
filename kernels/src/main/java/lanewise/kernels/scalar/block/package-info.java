/**
 * GGUF's block formats and the products with them in plain Java.
 *
 * <p>What always holds here: a format knows its layout alone, and everything else (decoding, the
 * products) is written once over it. Blocks may start at any byte, and no bits of a block are
 * invalid. To add a format, write its class, name it in {@link
 * lanewise.kernels.scalar.block.BlockFormat#of}, and hold it to blocks that another program wrote.
 */
package lanewise.kernels.scalar.block;
