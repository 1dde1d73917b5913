package lanewise.cli;

import lanewise.cli.command.EmbedCommand;
import lanewise.cli.command.InspectCommand;
import lanewise.cli.command.ModelsCommand;
import lanewise.cli.command.PullCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line's entry. */
@Command(
    name = "lanewise",
    description = "Runs trained neural networks in pure Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      EmbedCommand.class,
      ModelsCommand.class,
      PullCommand.class,
      InspectCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage"},
    footer = {
      "",
      "Example:",
      "  lanewise embed \"How do I reset my password?\" \"I forgot my login\""
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      description = "Show where an error comes from.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  private Main() {}

  /** Runs the command that {@code arguments} name, and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** All commands, ready to run. */
  public static CommandLine commandLine() {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.setExecutionExceptionHandler((exception, command, result) -> {
      command.getErr().println("error: " + ErrorText.of(exception));
      if (main.debug || System.getenv("LANEWISE_DEBUG") != null) {
        exception.printStackTrace(command.getErr());
      }
      return 1;
    });
    return line;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is needed");
  }
}
