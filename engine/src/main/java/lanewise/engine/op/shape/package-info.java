/**
 * Operators on shapes: those that tell a tensor's shape, and those that change nothing else.
 *
 * <p>What always holds here: a view copies nothing in a plan, and the elements of small integer
 * tensors pass through, so that a chain of shape computations is known before anything runs.
 */
package lanewise.engine.op.shape;
