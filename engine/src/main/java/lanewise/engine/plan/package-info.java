/**
 * Plans and their execution.
 *
 * <p>{@link lanewise.engine.plan.Plan} places every value of a graph, for one set of input shapes,
 * in one workspace; {@link lanewise.engine.plan.BoundPlan} is that plan over a session's memory,
 * all tasks bound, and running it allocates nothing. {@link lanewise.engine.plan.StepwiseRun} runs
 * node by node, each with memory of its own: for shapes that depend on data, for constant folding,
 * and as the reference for plans.
 */
package lanewise.engine.plan;
