/**
 * The checks that binding a kernel makes: operands are native, and every element that a task may
 * touch lies inside the segment that was given.
 *
 * <p>What always holds here: sizes are computed in exact arithmetic, and a message names the
 * operand, what it needs and what it has. Every tier calls these checks before it binds, so that a
 * task that exists never leaves its operands.
 */
package lanewise.kernels.bounds;
