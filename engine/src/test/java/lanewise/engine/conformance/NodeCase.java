package lanewise.engine.conformance;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Node;
import lanewise.engine.onnx.OnnxImporter;
import lanewise.engine.op.catalog.Operators;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxReader;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxTensorReader;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValue;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.kernels.Tensor;

/** One case of ONNX's backend tests: a graph, inputs, and the outputs that are right. */
record NodeCase(String name, Graph graph, List<Tensor> inputs, List<Tensor> outputs) {
  /** Reads the case in {@code folder}; all memory lives as long as {@code arena}. */
  static NodeCase read(Path folder, OnnxModel model, Arena arena) throws IOException {
    Graph graph = OnnxImporter.graph(folder.toString(), model);
    Path data = folder.resolve("test_data_set_0");
    return new NodeCase(
        folder.getFileName().toString(),
        graph,
        tensors(data, "input", model.graph().inputs(), arena),
        tensors(data, "output", model.graph().outputs(), arena));
  }

  /** The same case with every input a constant of the graph. */
  NodeCase withConstantInputs() {
    Map<String, Tensor> constants = new LinkedHashMap<>(graph.constants());
    for (int i = 0; i < inputs.size(); i++) {
      constants.put(graph.inputs().get(i).name(), inputs.get(i));
    }
    Graph closed = new Graph(graph.name(), List.of(), graph.outputs(), graph.nodes(), constants);
    return new NodeCase(name + " of constants", closed, List.of(), outputs);
  }

  static OnnxModel model(Path folder, Arena arena) throws IOException {
    return OnnxReader.open(folder.resolve("model.onnx"), arena).model();
  }

  private static List<Tensor> tensors(
      Path data, String kind, List<OnnxValueInfo> infos, Arena arena) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < infos.size(); i++) {
      Path file = data.resolve(kind + "_" + i + ".pb");
      OnnxValue value = OnnxTensorReader.read(file, infos.get(i).type(), arena);
      tensors.add(((OnnxTensor) value).toTensor());
    }
    return tensors;
  }

  /**
   * Why the model is not run, if it is not: operators or kinds of values that are not supported.
   */
  static Optional<String> unsupported(OnnxModel model) {
    Set<String> operators = new TreeSet<>();
    long version = model.opsetImports().getOrDefault(OnnxModel.DEFAULT_DOMAIN, 1L);
    for (OnnxNode node : model.graph().nodes()) {
      Node probe =
          new Node(
              "",
              node.domain(),
              node.opType(),
              (int) version,
              List.of(),
              List.of(),
              Attributes.NONE);
      boolean constant = probe.is("Constant");
      if (!constant && Operators.all().find(probe) == null) {
        operators.add(node.opType());
      }
    }
    if (!operators.isEmpty()) {
      return Optional.of("operator " + String.join(", ", operators));
    }
    List<OnnxValueInfo> values = new ArrayList<>(model.graph().inputs());
    values.addAll(model.graph().outputs());
    for (OnnxValueInfo value : values) {
      boolean numeric =
          value.type() instanceof OnnxType.TensorType tensor
              && tensor.elementType().elementType().isPresent();
      if (!numeric) {
        return Optional.of("values that are not tensors of numbers");
      }
    }
    return Optional.empty();
  }

  /** Every folder of {@code root} that holds a case, by name. */
  static List<Path> folders(Path root) throws IOException {
    try (var folders = Files.list(root)) {
      return folders.filter(folder -> Files.exists(folder.resolve("model.onnx"))).sorted().toList();
    }
  }
}
