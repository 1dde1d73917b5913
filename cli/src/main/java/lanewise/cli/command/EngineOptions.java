package lanewise.cli.command;

import lanewise.engine.ModelOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that every command has that computes. */
final class EngineOptions {
  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: all cores).")
  private Integer threads;

  @Option(
      names = "--tier",
      paramLabel = "NAME",
      description = "Kernels: machine, vector or scalar (default: the best).")
  private String tier;

  @Mixin private DeviceFlags device;

  ModelOptions modelOptions() {
    ModelOptions options = device.apply(ModelOptions.defaults().withTier(tier));
    return threads == null ? options : options.withThreads(threads);
  }
}
