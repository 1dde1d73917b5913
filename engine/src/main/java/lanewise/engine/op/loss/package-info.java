/**
 * Losses: how far scores are from the classes that are right.
 *
 * <p>What always holds here: sums are made in ascending order in double precision, so that their
 * bits do not depend on threads; a class outside the scores is refused when the task meets it. To
 * add one, write its operator here and list it in {@code LossOperators}.
 */
package lanewise.engine.op.loss;
