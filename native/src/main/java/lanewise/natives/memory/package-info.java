/**
 * Native memory: aligned allocation under a budget, and files mapped into memory.
 *
 * <p>What always holds here: every allocation starts at a multiple of 64 bytes and lives as long as
 * the arena that it was made in; in a {@link lanewise.natives.memory.BudgetedArena} it is counted
 * before it is made. Where native access is granted, segments of files and of fresh memory are of
 * one class. Where it is not, plain Java serves and nothing fails.
 *
 * <p>To add a system call: bind it in the record of its system family ({@code PosixMemory}), and
 * give the callers something that works without it.
 */
package lanewise.natives.memory;
