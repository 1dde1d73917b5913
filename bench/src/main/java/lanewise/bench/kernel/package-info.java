/**
 * JMH benchmarks of kernels: every kernel, tier and size that models need.
 *
 * <p>To add one: a class with {@code @Benchmark} methods that runs a bound task, and its operations
 * and bytes a run in the table that the report divides by the measured ceilings.
 */
package lanewise.bench.kernel;
