/**
 * Products with 4-bit weights in machine code.
 *
 * <p>What always holds here: {@link lanewise.kernels.machine.int4.Int4Panels} says how weights are
 * packed. With quantized activations nibbles are multiplied as they are, by AVX512-VNNI or by
 * multiply-adds of bytes that can't saturate; with f32 activations a stretch of a panel is widened
 * into scratch and the f32 product reads it there. To add a kind of zero point or scale: its bytes
 * in {@code Int4Panels}, its loading in {@code Int4DotCode} and {@code Int4WidenCode}, and its
 * trial.
 */
package lanewise.kernels.machine.int4;
