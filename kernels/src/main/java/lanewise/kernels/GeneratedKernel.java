package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * Machine code that this process has made and admitted.
 *
 * @param name unique among those of its tier, such as {@code f32-product-6x4}
 * @param code the bytes, read-only, the entry at offset 0
 * @param instructionBytes how many of them are instructions; constants follow
 */
public record GeneratedKernel(String name, MemorySegment code, long instructionBytes) {}
