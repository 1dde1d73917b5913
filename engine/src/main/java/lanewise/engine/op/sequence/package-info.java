/**
 * Operators on sequences and optionals.
 *
 * <p>What always holds here: a sequence is never changed, a new one shares its elements. To add
 * one, write a {@code ValueOperator} and list it in {@code SequenceOperators}.
 */
package lanewise.engine.op.sequence;
