/**
 * Kernels in machine code that is written at run time for this CPU.
 *
 * <p>What always holds here: a routine is tried on a small case against plain Java loops before it
 * is used, and where it fails or the system refuses it, the tier below (or the plain loops, where
 * the operands are packed already) serves and one log line says why; every bound is checked in Java
 * before an address is handed over; operands are kept alive during a call; a call lasts tens of
 * microseconds. A segment whose arena another thread closes during a run is the caller's fault and
 * not caught here.
 *
 * <p>To add a kernel: a class that writes its code ({@code …Code}), its trial against plain loops,
 * a class that implements the contract and binds tasks, and a line in {@link
 * lanewise.kernels.tier.MachineTier}; the contract suite runs it with each {@code VectorUnit}.
 */
package lanewise.kernels.machine;
