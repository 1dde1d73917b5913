/**
 * Operators that draw random numbers.
 *
 * <p>What always holds here: with a seed, every run draws the same numbers, whatever the number of
 * threads; without one, each run draws others. None of these operators is pure, so that none is
 * computed once for several nodes or runs. To add one, write a {@code RandomOperator} and list it
 * in {@code RandomOperators}.
 */
package lanewise.engine.op.random;
