package lanewise.bench.setup;

import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the command line's arguments may be. */
public final class Arguments {
  private Arguments() {}

  /** Throws a usage error unless all values are above 0. */
  public static void requirePositive(
      CommandSpec command, String option, Collection<? extends Number> values) {
    for (Number value : values) {
      if (!(value.doubleValue() > 0)) {
        throw new ParameterException(
            command.commandLine(), option + " must be above 0, found " + value);
      }
    }
  }

  /** As {@link #requirePositive(CommandSpec, String, Collection)} of one value. */
  public static void requirePositive(CommandSpec command, String option, Number value) {
    requirePositive(command, option, List.of(value));
  }
}
