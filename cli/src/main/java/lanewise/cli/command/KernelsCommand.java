package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import lanewise.cli.kernel.CeilingReport;
import lanewise.cli.kernel.Disassembly;
import lanewise.cli.kernel.KnobReport;
import lanewise.cli.kernel.Machine;
import lanewise.cli.kernel.SupportReport;
import lanewise.cli.terminal.JsonText;
import lanewise.cli.terminal.ProgressBar;
import lanewise.kernels.GeneratedKernel;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise kernels}: who computes what on this CPU, and how fast it could be. */
@Command(
    name = "kernels",
    description =
        "Tells for this CPU which kernel tier computes which operation on which type, and why.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise kernels",
      "  lanewise kernels MatMul --json",
      "  lanewise kernels --knobs",
      "  lanewise kernels --probe --threads 1,2",
      "  lanewise kernels --disassemble f32-product-6x4",
      "  LANEWISE_JAVA_OPTS=-Dlanewise.tier=vector lanewise kernels"
    })
public final class KernelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILTER",
      arity = "0..1",
      description = "Only operations and types that have this in their name.")
  private String filter = "";

  @ArgGroup private Mode mode = new Mode();

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      description = "Numbers of threads to probe with (default: 1 to the number of cores).")
  private List<Integer> threads = List.of();

  @Option(
      names = "--objdump",
      paramLabel = "PROGRAM",
      description = "What turns code into text (default: ${DEFAULT-VALUE}).",
      defaultValue = "objdump")
  private String objdump;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** What to do rather than to print the table. */
  private static final class Mode {
    @Option(
        names = "--probe",
        description =
            "Measure the ceilings: multiply-adds and dot products out of registers, and reading.")
    private boolean probe;

    @Option(
        names = "--disassemble",
        paramLabel = "NAME",
        description =
            "Show a generated kernel: its bytes, and its text where objdump is installed.")
    private String disassemble;

    @Option(names = "--list", description = "List the kernels that are generated here.")
    private boolean list;

    @Option(
        names = "--knobs",
        description = "List the system properties for research: type, default, effect.")
    private boolean knobs;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    for (int count : threads) {
      if (count < 1) {
        throw new ParameterException(
            spec.commandLine(), "--threads must be above 0, found " + count);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    if (mode.knobs) {
      knobs(out);
      return 0;
    }
    Machine machine = Machine.look();
    if (mode.probe) {
      probe(out, machine);
    } else if (mode.list) {
      list(out, Disassembly.allGenerated(machine));
    } else if (mode.disassemble != null) {
      disassemble(out, machine);
    } else {
      table(out, SupportReport.of(machine, filter));
    }
    return 0;
  }

  private void table(PrintWriter out, SupportReport report) throws IOException {
    if (report.rows().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "no operation or type has '" + filter + "' in its name");
    }
    if (json) {
      object(out, report::write);
    } else {
      report.machine().print(out);
      out.println();
      report.print(out);
    }
  }

  private void knobs(PrintWriter out) throws IOException {
    if (json) {
      JsonText.print(out, KnobReport::write);
    } else {
      KnobReport.print(out);
    }
  }

  private void probe(PrintWriter out, Machine machine) throws IOException {
    int cores = Runtime.getRuntime().availableProcessors();
    List<Integer> counts =
        threads.isEmpty() ? IntStream.rangeClosed(1, cores).boxed().toList() : threads;
    CeilingReport report;
    long steps = (long) counts.size() * CeilingReport.steps();
    try (ProgressBar progress =
        new ProgressBar(System.err, ProgressBar.isTerminal(), steps, "ceilings")) {
      report = CeilingReport.measure(counts, progress);
    }
    if (json) {
      object(
          out,
          to -> {
            machine.write(to);
            report.write(to);
          });
    } else {
      machine.print(out);
      out.println();
      report.print(out);
    }
  }

  private void list(PrintWriter out, List<GeneratedKernel> kernels) throws IOException {
    if (json) {
      JsonText.print(
          out,
          to -> {
            to.writeStartArray();
            for (GeneratedKernel kernel : kernels) {
              to.writeStartObject();
              to.writeStringField("name", kernel.name());
              to.writeNumberField("bytes", kernel.code().byteSize());
              to.writeNumberField("instructionBytes", kernel.instructionBytes());
              to.writeEndObject();
            }
            to.writeEndArray();
          });
    } else {
      kernels.forEach(
          kernel -> out.printf("%6d bytes  %s%n", kernel.code().byteSize(), kernel.name()));
    }
  }

  private void disassemble(PrintWriter out, Machine machine)
      throws IOException, InterruptedException {
    List<GeneratedKernel> kernels = Disassembly.allGenerated(machine);
    for (GeneratedKernel kernel : kernels) {
      if (kernel.name().equals(mode.disassemble)) {
        Disassembly disassembly = Disassembly.of(kernel, objdump);
        if (json) {
          object(out, disassembly::write);
        } else {
          disassembly.print(out, objdump);
        }
        return;
      }
    }
    throw new ParameterException(spec.commandLine(), unknown(kernels));
  }

  private String unknown(List<GeneratedKernel> kernels) {
    if (kernels.isEmpty()) {
      return "no kernel is generated in this process; see lanewise kernels for the reason";
    }
    List<String> near = Disassembly.near(mode.disassemble, kernels);
    String names =
        near.isEmpty()
            ? "there are: "
                + kernels.stream().map(GeneratedKernel::name).collect(Collectors.joining(" "))
            : "did you mean " + String.join(" or ", near) + "?";
    return "no generated kernel is named '" + mode.disassemble + "'; " + names;
  }

  private static void object(PrintWriter out, JsonText.Body fields) throws IOException {
    JsonText.print(
        out,
        json -> {
          json.writeStartObject();
          fields.writeTo(json);
          json.writeEndObject();
        });
  }
}
