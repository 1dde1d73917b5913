package lanewise.bench;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import lanewise.bench.device.DeviceCommand;
import lanewise.bench.kernel.KernelsCommand;
import lanewise.bench.model.ModelCommand;
import lanewise.bench.peer.CompareCommand;
import lanewise.bench.report.TablesCommand;
import lanewise.bench.roofline.RooflineCommand;
import lanewise.bench.setup.Relaunch;
import lanewise.bench.startup.StartupCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks' command line. */
@Command(
    name = "lanewise bench",
    description = "Measures kernels, models, and Lanewise beside other engines.",
    mixinStandardHelpOptions = true,
    subcommands = {
      KernelsCommand.class,
      ModelCommand.class,
      CompareCommand.class,
      StartupCommand.class,
      RooflineCommand.class,
      DeviceCommand.class,
      TablesCommand.class
    },
    footer = {
      "",
      "Examples:",
      "  lanewise bench compare all-minilm-l6-v2",
      "  lanewise bench kernels MatMulF32 -p threads=1",
      "  lanewise bench COMMAND --help"
    })
public final class Main implements Runnable {
  @Spec CommandSpec spec;

  private Main() {}

  /** Starts; exits with the command's code. */
  public static void main(String[] arguments) {
    if (Relaunch.isNeeded()) {
      System.exit(Relaunch.run(Main.class, arguments));
    }
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, which prints errors in one line and exits nothing. */
  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.getSubcommands().get("kernels").setUnmatchedOptionsArePositionalParams(true);
    line.setExecutionExceptionHandler((exception, command, result) -> {
      command.getErr().println("error: " + message(exception));
      if (System.getenv("LANEWISE_DEBUG") != null) {
        exception.printStackTrace(command.getErr());
      }
      return CommandLine.ExitCode.SOFTWARE;
    });
    line.setParameterExceptionHandler(
        (exception, arguments) -> usageError(exception.getCommandLine(), exception));
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("0", "done");
    codes.put("1", "failed; outputs disagree; tables differ");
    codes.put("2", "wrong usage");
    describeExits(line, codes);
    line.getSubcommands().values().forEach(command -> describeExits(command, codes));
    return line;
  }

  private static void describeExits(CommandLine command, Map<String, String> codes) {
    command.getCommandSpec().usageMessage().exitCodeListHeading("%nExit codes:%n");
    command.getCommandSpec().usageMessage().exitCodeList(codes);
  }

  private static int usageError(CommandLine command, ParameterException exception) {
    command
        .getErr()
        .println(
            "error: "
                + oneLine(exception.getMessage())
                + " (see "
                + command.getCommandSpec().qualifiedName()
                + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  private static String message(Exception exception) {
    String text = exception.getMessage();
    if (text == null) {
      return exception.toString();
    }
    return switch (exception) {
      case NoSuchFileException missing -> "no such file: " + text;
      case AccessDeniedException denied -> "no permission: " + text;
      default -> oneLine(text);
    };
  }

  private static String oneLine(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining(" "));
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
