package lanewise.bench;

import lanewise.bench.kernel.KernelsCommand;
import lanewise.bench.model.ModelCommand;
import lanewise.bench.peer.CompareCommand;
import lanewise.bench.startup.StartupCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks' command line. */
@Command(
    name = "lanewise bench",
    description = "Measures kernels, models, and Lanewise beside other engines.",
    mixinStandardHelpOptions = true,
    subcommands = {
      KernelsCommand.class,
      ModelCommand.class,
      CompareCommand.class,
      StartupCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:measured", "1:failed, or outputs disagree", "2:wrong usage"})
public final class Main implements Runnable {
  private Main() {}

  /** Starts; exits with the command's code. */
  public static void main(String[] arguments) {
    if (Relaunch.isNeeded()) {
      System.exit(Relaunch.run(arguments));
    }
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler((exception, command, result) -> {
      command.getErr().println("error: " + message(exception));
      if (System.getenv("LANEWISE_DEBUG") != null) {
        exception.printStackTrace(command.getErr());
      }
      return 1;
    });
    line.getSubcommands().get("kernels").setUnmatchedOptionsArePositionalParams(true);
    System.exit(line.execute(arguments));
  }

  private static String message(Exception exception) {
    String text = exception.getMessage();
    return text == null ? exception.toString() : exception.getClass().getSimpleName() + ": " + text;
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }
}
