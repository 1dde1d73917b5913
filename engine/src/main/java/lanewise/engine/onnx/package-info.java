/** From an ONNX model, as its file has it, to the graph that Lanewise works on. */
package lanewise.engine.onnx;
