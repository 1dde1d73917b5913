/**
 * Operators between real numbers and narrow types.
 *
 * <p>What always holds here: kernels work in f32 with one scale a channel; other layouts are
 * brought into that form in scratch memory, other types are cast before and after.
 */
package lanewise.engine.op.quantization;
