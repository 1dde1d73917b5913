package lanewise.engine.conformance;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Graph;
import lanewise.engine.onnx.OnnxImporter;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.formats.onnx.OnnxModel;
import lanewise.kernels.Tensor;

/** One case of ONNX's backend tests: a graph, inputs, and the outputs that are right. */
record NodeCase(String name, Graph graph, List<ModelValue> inputs, List<ModelValue> outputs) {
  /** Reads the first data set of {@code found}; all memory lives as long as {@code arena}. */
  static NodeCase read(ConformanceCase found, OnnxModel model, Arena arena) throws IOException {
    Path data = found.dataSets().getFirst();
    return new NodeCase(
        found.name(),
        OnnxImporter.graph(found.name(), model),
        ConformanceCase.values(data, "input", ConformanceCase.inputs(model), arena),
        ConformanceCase.values(data, "output", model.graph().outputs(), arena));
  }

  /** Whether all inputs are tensors of numbers. */
  boolean takesTensors() {
    return inputs.stream().allMatch(TensorValue.class::isInstance);
  }

  List<Tensor> inputTensors() {
    return inputs.stream().map(input -> ((TensorValue) input).tensor()).toList();
  }

  /** The same case with every input a constant of the graph. */
  NodeCase withConstantInputs() {
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    for (int i = 0; i < inputs.size(); i++) {
      constants.put(graph.inputs().get(i).name(), inputTensors().get(i));
    }
    Graph closed = new Graph(graph.name(), List.of(), graph.outputs(), graph.nodes(), constants);
    return new NodeCase(name + " of constants", closed, List.of(), outputs);
  }
}
