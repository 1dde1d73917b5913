/**
 * Operators that make tensors out of parameters: filled, counted, masked.
 *
 * <p>What always holds here: an output's size is known, checked and paid for before a task writes
 * it. To add one, write its operator and list it in {@code CreationOperators}.
 */
package lanewise.engine.op.creation;
