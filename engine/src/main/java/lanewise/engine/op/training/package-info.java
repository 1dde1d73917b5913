/**
 * Steps of optimizers, as training graphs have them.
 *
 * <p>What always holds here: each tensor's step is independent of the others'. To add one, give it
 * a {@code Rule} in {@code TrainingOperators}.
 */
package lanewise.engine.op.training;
