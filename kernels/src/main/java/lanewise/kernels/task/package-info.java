/**
 * How work is cut into parts, the same for every tier.
 *
 * <p>A part's borders follow from the problem's size alone, so the bits of a result don't depend on
 * how many threads share the parts. To add a way of cutting, write another abstract {@link
 * lanewise.kernels.Task} whose body is one method over one range.
 */
package lanewise.kernels.task;
