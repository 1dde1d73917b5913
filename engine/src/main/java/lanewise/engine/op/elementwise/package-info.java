/**
 * Operators that compute each output element from the elements at its place, with broadcasting.
 *
 * <p>What always holds here: types are not mixed except where the operator's specification says so,
 * and arithmetic on small integer tensors is done on {@link lanewise.engine.graph.Dim dimensions}
 * too, as far as they are known. To add a function with a kernel, list it in its family's {@code
 * register}; one without a kernel is a function of {@code double} in {@code ActivationOperators}.
 */
package lanewise.engine.op.elementwise;
