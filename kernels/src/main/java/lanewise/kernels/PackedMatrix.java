package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * The right-hand side of a matrix product, k × n, in the layout that one tier's kernel reads. Only
 * the kernel that laid it out may use it.
 *
 * @param layout names the kernel and the layout, checked at binding
 * @param type the elements' type before packing
 * @param k rows of the right-hand side
 * @param n columns of the right-hand side
 * @param segment the packed bytes
 */
public record PackedMatrix(String layout, ElementType type, int k, int n, MemorySegment segment) {}
