package lanewise.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import lanewise.cli.catalogue.ModelCache;
import lanewise.cli.terminal.JsonText;
import lanewise.engine.DevicePlacement;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.engine.ModelSummary;
import lanewise.engine.TensorSpec;
import lanewise.kernels.ElementType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise inspect}: what a model is made of. */
@Command(
    name = "inspect",
    description =
        "Shows a model's inputs, outputs, operators, parameters, weight types and memory.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise inspect model.onnx",
      "  lanewise inspect all-minilm-l6-v2 --json",
      "  lanewise inspect model.onnx --device opencl"
    })
public final class InspectCommand implements Callable<Integer> {
  private final ModelCache cache;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "An ONNX file, its folder, or a built-in model.")
  private String model;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private DeviceFlags device;

  /** Keeps built-in models in {@code cache}. */
  public InspectCommand(ModelCache cache) {
    this.cache = cache;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path network = new ModelLocator(cache).findNetwork(model, spec.commandLine().getErr());
    PrintWriter out = spec.commandLine().getOut();
    try (Model opened = ModelLocator.open(network, device.apply(ModelOptions.defaults()))) {
      ModelSummary summary = opened.summary();
      if (json) {
        JsonText.print(out, generator -> writeJson(generator, network, summary));
      } else {
        printTable(out, network, summary);
      }
    }
    return 0;
  }

  private static void printTable(PrintWriter out, Path network, ModelSummary summary) {
    out.println(network);
    row(out, "producer", summary.producer());
    row(out, "operator sets", opsets(summary.opsets()));
    specs(out, "inputs", summary.inputs());
    specs(out, "outputs", summary.outputs());
    row(out, "parameters", String.format(Locale.ROOT, "%,d", summary.parameters()));
    summary
        .weights()
        .forEach((type, weights) -> row(out, "weights " + type.label(), text(weights)));
    row(out, "mapped", bytes(summary.mappedBytes()));
    row(out, "packed weights", bytes(summary.packedBytes()));
    row(out, "native memory", bytes(summary.nativeBytes()));
    row(out, "kernel tier", summary.tier());
    if (summary.placement() != null) {
      printPlacement(out, summary.placement());
    }
    int count = summary.operators().values().stream().mapToInt(Integer::intValue).sum();
    row(out, "operators", count + " in the file, " + summary.steps() + " after optimization");
    summary.operators().entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
        .forEach(entry -> out.printf("  %6d  %s%n", entry.getValue(), entry.getKey()));
  }

  private static void printPlacement(PrintWriter out, DevicePlacement placement) {
    row(
        out,
        placement.device(),
        placement.deviceSteps()
            + " steps, "
            + placement.hostSteps().size()
            + " on the CPU, "
            + placement.copies()
            + " values copied in a run; weights take "
            + bytes(placement.deviceBytes()));
    placement.hostSteps().stream()
        .collect(
            Collectors.groupingBy(
                step -> step.operator() + ": " + step.reason(),
                LinkedHashMap::new,
                Collectors.counting()))
        .forEach((step, times) -> row(out, "  on the CPU", times + " " + step));
  }

  private static void row(PrintWriter out, String name, String value) {
    out.printf("%-16s %s%n", name, value);
  }

  private static void specs(PrintWriter out, String name, List<TensorSpec> specs) {
    String label = name;
    for (TensorSpec tensor : specs) {
      row(out, label, tensor.name() + "  " + tensor);
      label = "";
    }
  }

  private static String opsets(Map<String, Long> opsets) {
    StringBuilder text = new StringBuilder();
    opsets.forEach((domain, version) ->
        text.append(text.isEmpty() ? "" : ", ")
            .append(domain.isEmpty() ? "ai.onnx" : domain)
            .append(' ')
            .append(version));
    return text.toString();
  }

  private static String text(ModelSummary.Weights weights) {
    return String.format(
        Locale.ROOT,
        "%,d elements in %d %s, %s",
        weights.elements(),
        weights.tensors(),
        weights.tensors() == 1 ? "tensor" : "tensors",
        bytes(weights.bytes()));
  }

  private static String bytes(long count) {
    return count >= 1_000_000
        ? String.format(Locale.ROOT, "%.1f MB", count / 1e6)
        : String.format(Locale.ROOT, "%.1f kB", count / 1e3);
  }

  private static void writeJson(JsonGenerator generator, Path network, ModelSummary summary)
      throws IOException {
    generator.writeStartObject();
    generator.writeStringField("file", network.toString());
    generator.writeStringField("producer", summary.producer());
    generator.writeObjectFieldStart("opsets");
    for (Map.Entry<String, Long> opset : summary.opsets().entrySet()) {
      generator.writeNumberField(
          opset.getKey().isEmpty() ? "ai.onnx" : opset.getKey(), opset.getValue());
    }
    generator.writeEndObject();
    writeSpecs(generator, "inputs", summary.inputs());
    writeSpecs(generator, "outputs", summary.outputs());
    generator.writeObjectFieldStart("operators");
    for (Map.Entry<String, Integer> entry : summary.operators().entrySet()) {
      generator.writeNumberField(entry.getKey(), entry.getValue());
    }
    generator.writeEndObject();
    generator.writeNumberField("steps", summary.steps());
    generator.writeNumberField("parameters", summary.parameters());
    generator.writeObjectFieldStart("weights");
    for (Map.Entry<ElementType, ModelSummary.Weights> entry : summary.weights().entrySet()) {
      generator.writeObjectFieldStart(entry.getKey().label());
      generator.writeNumberField("tensors", entry.getValue().tensors());
      generator.writeNumberField("elements", entry.getValue().elements());
      generator.writeNumberField("bytes", entry.getValue().bytes());
      generator.writeEndObject();
    }
    generator.writeEndObject();
    generator.writeNumberField("mappedBytes", summary.mappedBytes());
    generator.writeNumberField("packedBytes", summary.packedBytes());
    generator.writeNumberField("nativeBytes", summary.nativeBytes());
    generator.writeStringField("tier", summary.tier());
    if (summary.placement() != null) {
      writePlacement(generator, summary.placement());
    }
    generator.writeEndObject();
  }

  private static void writePlacement(JsonGenerator generator, DevicePlacement placement)
      throws IOException {
    generator.writeObjectFieldStart("placement");
    generator.writeStringField("device", placement.device());
    generator.writeNumberField("deviceSteps", placement.deviceSteps());
    generator.writeNumberField("copies", placement.copies());
    generator.writeNumberField("copiedBytes", placement.copiedBytes());
    generator.writeNumberField("deviceBytes", placement.deviceBytes());
    generator.writeArrayFieldStart("hostSteps");
    for (DevicePlacement.HostStep step : placement.hostSteps()) {
      generator.writeStartObject();
      generator.writeStringField("node", step.node());
      generator.writeStringField("operator", step.operator());
      generator.writeStringField("reason", step.reason());
      generator.writeEndObject();
    }
    generator.writeEndArray();
    generator.writeEndObject();
  }

  private static void writeSpecs(JsonGenerator generator, String name, List<TensorSpec> specs)
      throws IOException {
    generator.writeArrayFieldStart(name);
    for (TensorSpec tensor : specs) {
      generator.writeStartObject();
      generator.writeStringField("name", tensor.name());
      generator.writeStringField("type", tensor.type() == null ? null : tensor.type().label());
      JsonText.strings(generator, "dimensions", tensor.dimensions());
      generator.writeEndObject();
    }
    generator.writeEndArray();
  }
}
