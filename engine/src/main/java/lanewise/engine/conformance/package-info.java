/**
 * Cases with known answers, in the layout of ONNX's backend tests: finding them, reading them, and
 * comparing what a model gives with what is right.
 *
 * <p>What always holds here: whether two tensors agree is decided in {@link
 * lanewise.engine.conformance.TensorComparison} alone, and whether a model can be run at all in
 * {@link lanewise.engine.conformance.ModelSupport}. To compare another type, give it a line in the
 * former, and a test.
 */
package lanewise.engine.conformance;
