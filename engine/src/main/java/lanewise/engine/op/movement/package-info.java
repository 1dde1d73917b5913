/**
 * Operators that move elements without computing on them.
 *
 * <p>What always holds here: every index that a tensor holds is checked when the task meets it, and
 * what decides a shape is read at inference and at binding. Strided copies go to the tier's {@link
 * lanewise.kernels.Movement}; what follows indices is a task of its own. To add one, write its
 * operator beside its kin and list it in {@code MovementOperators}.
 */
package lanewise.engine.op.movement;
