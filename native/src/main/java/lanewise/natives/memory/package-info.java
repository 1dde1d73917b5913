/**
 * Native memory: aligned allocation under a budget, and files mapped into memory.
 *
 * <p>What always holds here: every allocation is counted against a {@link
 * lanewise.natives.memory.MemoryBudget} before it is made, starts at a multiple of 64 bytes, and
 * lives as long as the arena that it was made in.
 */
package lanewise.natives.memory;
