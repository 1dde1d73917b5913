/**
 * ONNX models and tensors: files to immutable records and back.
 *
 * <p>The records keep ONNX's own words and say nothing about how a graph is run. What always holds
 * here: what {@link lanewise.formats.onnx.OnnxReader} gives has been checked against the bytes of
 * the file, so a tensor's segment holds exactly its elements; weights are slices of the mapped file
 * at any alignment; the default domain is spelled as the empty string; a model's lists and maps
 * cannot be changed.
 *
 * <p>To add a field of a newer ONNX: add it to the record, to the one {@code Proto} reader that
 * knows its message, to the writer, and to the round-trip test.
 *
 * @see <a href="https://onnx.ai/onnx/repo-docs/IR.html">Open Neural Network Exchange, the IR</a>
 */
package lanewise.formats.onnx;
