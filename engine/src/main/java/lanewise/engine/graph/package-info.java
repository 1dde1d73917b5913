/**
 * The intermediate representation: an immutable graph of operators over named values.
 *
 * <p>What always holds here: nodes stand in an order in which every value is made before it is
 * used, every value is made once, and a graph never changes: a pass makes a new one.
 */
package lanewise.engine.graph;
