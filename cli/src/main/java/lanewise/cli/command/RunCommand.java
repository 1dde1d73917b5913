package lanewise.cli.command;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import lanewise.cli.catalogue.ModelCache;
import lanewise.cli.terminal.JsonText;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.engine.RunOptions;
import lanewise.engine.RunProfile;
import lanewise.kernels.Tensor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise run}: any graph on inputs from files. */
@Command(
    name = "run",
    description = {
      "Runs an ONNX model on inputs from files.",
      "lanewise inspect MODEL tells what inputs it takes."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise run resnet.onnx --input image=cat.npy --out results",
      "  lanewise run model.onnx --input input_0.pb --repeat 100 --profile",
      "  lanewise run model.onnx --input input_0.pb --device opencl --profile"
    })
public final class RunCommand implements Callable<Integer> {
  private static final double NANOS_PER_MILLI = 1e6;

  private final ModelCache cache;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "An ONNX file, its folder, or a built-in model.")
  private String model;

  @Option(
      names = "--input",
      paramLabel = "NAME=FILE",
      description = {
        "A file for the input of this name: .npy, or .pb with an ONNX tensor.",
        "Where there is one input alone, FILE is enough."
      })
  private List<String> inputs = new ArrayList<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Write each output to NAME.npy in this folder, which is made if need be.")
  private Path out;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Run so often and tell how long it took (default 1).")
  private int repeat;

  @Option(
      names = "--profile",
      description =
          "Tell each step's time: the mean of all runs but the first, where there are more.")
  private boolean profiled;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private EngineOptions engine;

  /** Keeps built-in models in {@code cache}. */
  public RunCommand(ModelCache cache) {
    this.cache = cache;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (repeat < 1) {
      throw new ParameterException(
          spec.commandLine(), "--repeat must be at least 1, found " + repeat);
    }
    ModelOptions options = engine.modelOptions();
    Path network = new ModelLocator(cache).findNetwork(model, spec.commandLine().getErr());
    PrintWriter screen = spec.commandLine().getOut();
    try (Arena arena = Arena.ofShared();
        Model opened = ModelLocator.open(network, options)) {
      OutputFiles files = out == null ? null : new OutputFiles(out);
      Map<String, Tensor> given = new InputTensors(opened.inputs(), arena).read(inputs);
      RunProfile profile = profiled ? new RunProfile() : null;
      double[] millis = new double[repeat];
      Map<String, Tensor> outputs = Map.of();
      for (int i = 0; i < repeat; i++) {
        // The first run of several plans, packs and compiles what the others use.
        boolean counts = profiled && (i > 0 || repeat == 1);
        RunOptions run =
            counts ? RunOptions.defaults().withProfile(profile) : RunOptions.defaults();
        long start = System.nanoTime();
        outputs = opened.run(given, run);
        millis[i] = (System.nanoTime() - start) / NANOS_PER_MILLI;
      }
      Map<String, Path> written = write(outputs, files);
      if (json) {
        Map<String, Tensor> results = outputs;
        JsonText.print(screen, to -> writeJson(to, results, written, millis, profile));
      } else {
        print(screen, outputs, written, millis, profile);
      }
    }
    return 0;
  }

  private static Map<String, Path> write(Map<String, Tensor> outputs, OutputFiles files)
      throws IOException {
    Map<String, Path> written = new LinkedHashMap<>();
    if (files != null) {
      for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
        written.put(output.getKey(), files.write(output.getKey(), output.getValue()));
      }
    }
    return written;
  }

  private static void print(
      PrintWriter screen,
      Map<String, Tensor> outputs,
      Map<String, Path> files,
      double[] millis,
      RunProfile profile) {
    outputs.forEach((name, tensor) -> {
      Path file = files.get(name);
      screen.println(name + "  " + tensor + (file == null ? "" : "  " + file));
    });
    if (millis.length == 1) {
      screen.printf(Locale.ROOT, "one run, the first: %.3f ms%n", millis[0]);
    } else {
      double[] later = Arrays.copyOfRange(millis, 1, millis.length);
      Arrays.sort(later);
      screen.printf(
          Locale.ROOT,
          "%d runs: first %.3f ms; then median %.3f, least %.3f, most %.3f ms%n",
          millis.length,
          millis[0],
          later[later.length / 2],
          later[0],
          later[later.length - 1]);
    }
    if (profile != null) {
      new ProfileTable(profile).print(screen);
    }
  }

  private static void writeJson(
      JsonGenerator to,
      Map<String, Tensor> outputs,
      Map<String, Path> files,
      double[] millis,
      RunProfile profile)
      throws IOException {
    to.writeStartObject();
    to.writeArrayFieldStart("outputs");
    for (Map.Entry<String, Tensor> output : outputs.entrySet()) {
      to.writeStartObject();
      to.writeStringField("name", output.getKey());
      to.writeStringField("type", output.getValue().type().label());
      to.writeFieldName("dimensions");
      long[] dimensions = output.getValue().shape().dimensions();
      to.writeArray(dimensions, 0, dimensions.length);
      if (files.containsKey(output.getKey())) {
        to.writeStringField("file", files.get(output.getKey()).toString());
      }
      to.writeEndObject();
    }
    to.writeEndArray();
    to.writeFieldName("millis");
    to.writeArray(millis, 0, millis.length);
    if (profile != null) {
      to.writeArrayFieldStart("steps");
      for (RunProfile.Step step : profile.steps()) {
        to.writeStartObject();
        to.writeStringField("node", step.name());
        to.writeStringField("operator", step.operator());
        to.writeStringField("place", step.place());
        if (step.isCopy()) {
          to.writeNumberField("bytes", step.bytes() / step.calls());
        }
        to.writeNumberField("calls", step.calls());
        to.writeNumberField("meanMicros", step.nanos() / 1e3 / step.calls());
        to.writeEndObject();
      }
      to.writeEndArray();
    }
    to.writeEndObject();
  }
}
