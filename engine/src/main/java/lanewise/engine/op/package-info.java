/**
 * Operators: what each node type means, in three questions.
 *
 * <p>{@link lanewise.engine.op.Operator#infer} answers what comes out (types, shapes, and the
 * values of shape computations), {@link lanewise.engine.op.Operator#load} prepares constant weights
 * once, and {@link lanewise.engine.op.Operator#bind} turns concrete tensors into kernel tasks. The
 * same three serve constant folding, static plans and graphs whose shapes depend on data.
 *
 * <p>This package holds the contract and what all families share; each family of operators has a
 * package of its own below it, and {@link lanewise.engine.op.catalog} lists them. To add an
 * operator: write it in its family's file, answer its name in the family's {@code find}, and run
 * its conformance cases.
 */
package lanewise.engine.op;
