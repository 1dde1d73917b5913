package lanewise.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import lanewise.cli.catalogue.ModelCache;
import lanewise.cli.command.ConformanceCommand;
import lanewise.cli.command.DevicesCommand;
import lanewise.cli.command.DoctorCommand;
import lanewise.cli.command.EmbedCommand;
import lanewise.cli.command.InspectCommand;
import lanewise.cli.command.KernelsCommand;
import lanewise.cli.command.ModelsCommand;
import lanewise.cli.command.PullCommand;
import lanewise.cli.command.RunCommand;
import lanewise.cli.command.TuneCommand;
import lanewise.cli.terminal.ErrorText;
import lanewise.cli.terminal.OutputClosedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line's entry. */
@Command(
    name = "lanewise",
    description = "Runs trained neural networks in pure Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  lanewise embed \"How do I reset my password?\" \"I forgot my login\"",
      "  lanewise run resnet.onnx --input image=cat.npy --out results",
      "  lanewise doctor"
    })
public final class Main implements Callable<Integer> {
  private static final String[] EXIT_CODES = {"0:done", "1:failed", "2:wrong usage"};

  /** What a shell sees of a command that was ended from the keyboard. */
  private static final int INTERRUPTED = 130;

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      description = "Show where an error comes from.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  private Main() {}

  /** Runs the command that {@code arguments} name, and ends the process with its exit status. */
  public static void main(String[] arguments) {
    // Not System.out, which keeps quiet when the one who reads it has gone.
    FileOutputStream standard = new FileOutputStream(FileDescriptor.out);
    PrintWriter out = new PrintWriter(new OutputStreamWriter(standard, System.out.charset()), true);
    System.exit(commandLine(ModelCache.ofUser()).setOut(out).execute(arguments));
  }

  /** All commands, ready to run, with the built-in models in {@code cache}. */
  public static CommandLine commandLine(ModelCache cache) {
    Main main = new Main();
    CommandLine line = new CommandLine(main);
    line.addSubcommand(new EmbedCommand(cache))
        .addSubcommand(new ModelsCommand(cache))
        .addSubcommand(new PullCommand(cache))
        .addSubcommand(new InspectCommand(cache))
        .addSubcommand(new RunCommand(cache))
        .addSubcommand(new ConformanceCommand())
        .addSubcommand(new KernelsCommand())
        .addSubcommand(new DevicesCommand())
        .addSubcommand(new TuneCommand())
        .addSubcommand(new DoctorCommand(cache));
    complete(line.getCommandSpec());
    line.getSubcommands().values().forEach(sub -> complete(sub.getCommandSpec()));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionStrategy(Main::execute);
    line.setParameterExceptionHandler(Main::explainUsage);
    line.setExecutionExceptionHandler(
        (exception, command, result) -> main.explainFailure(exception, command));
    return line;
  }

  private static void complete(CommandSpec spec) {
    spec.versionProvider(new Version());
    spec.usageMessage().exitCodeListHeading("%nExit codes:%n");
    if (spec.usageMessage().exitCodeList().isEmpty()) {
      spec.usageMessage().exitCodeList(CommandLine.Model.UsageMessageSpec.keyValuesMap(EXIT_CODES));
    }
  }

  private static int execute(ParseResult result) {
    int code;
    try {
      code = new CommandLine.RunLast().execute(result);
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw new CommandLine.ExecutionException(result.commandSpec().commandLine(), "", e);
    }
    boolean closed = result.commandSpec().commandLine().getOut().checkError();
    return closed ? OutputClosedException.EXIT_CODE : code;
  }

  /** One line for each mistake; the whole usage is what --help is for. */
  private static int explainUsage(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    StringBuilder text = new StringBuilder("error: ");
    if (exception instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      boolean outermost = command.getParent() == null;
      text.append(
              word.startsWith("-")
                  ? "unknown option "
                  : outermost ? "unknown command " : "unexpected argument ")
          .append("'")
          .append(word)
          .append("'");
    } else {
      text.append(ErrorText.of(exception));
    }
    if (exception instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      text.append(" (did you mean ")
          .append(String.join(" or ", unmatched.getSuggestions()))
          .append("?)");
    }
    text.append("; see ").append(command.getCommandSpec().qualifiedName()).append(" --help");
    command.getErr().println(text);
    command.getErr().flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private int explainFailure(Throwable exception, CommandLine command) {
    if (exception instanceof OutputClosedException) {
      return OutputClosedException.EXIT_CODE;
    }
    if (exception instanceof InterruptedException) {
      return INTERRUPTED;
    }
    command.getOut().flush();
    command.getErr().println("error: " + ErrorText.of(exception));
    if (debug || System.getenv("LANEWISE_DEBUG") != null) {
      exception.printStackTrace(command.getErr());
    }
    command.getErr().flush();
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** Without a command, all there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return spec.exitCodeOnInvalidInput();
  }
}
