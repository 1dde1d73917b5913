/**
 * Operators on strings.
 *
 * <p>What always holds here: strings are compared by code points, matching takes time linear in the
 * text, and a run's strings are counted against the heap. To add one, write a {@code ValueOperator}
 * and list it in {@code TextOperators}.
 */
package lanewise.engine.op.text;
