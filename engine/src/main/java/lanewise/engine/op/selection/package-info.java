/**
 * Operators whose outputs' shapes depend on the inputs' values.
 *
 * <p>What always holds here: inference counts what will come out once the inputs are constant and
 * says nothing of the size before; binding then knows the same. To add one, do both by the same
 * function.
 */
package lanewise.engine.op.selection;
