package lanewise.bench.kernel;

import java.util.List;
import java.util.concurrent.Callable;
import lanewise.bench.Relaunch;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code bench kernels}: the JMH benchmarks, with JMH's own options. */
@Command(
    name = "kernels",
    description =
        "Runs the JMH benchmarks; what follows is given to JMH, as in: kernels MatMul -f 3.",
    helpCommand = false,
    customSynopsis = "lanewise bench kernels [FILTER] [JMH OPTIONS]")
public final class KernelsCommand implements Callable<Integer> {
  @Parameters(paramLabel = "JMH", arity = "0..*", description = "A filter and JMH's options.")
  List<String> arguments = List.of();

  @Override
  public Integer call() throws Exception {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(arguments.toArray(String[]::new)))
            .jvmArgsAppend(Relaunch.FLAGS.toArray(String[]::new));
    new Runner(options.build()).run();
    return 0;
  }
}
