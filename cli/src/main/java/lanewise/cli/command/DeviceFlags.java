package lanewise.cli.command;

import lanewise.engine.DeviceOptions;
import lanewise.engine.ModelOptions;
import picocli.CommandLine.Option;

/** The options that every command has that opens a model. */
final class DeviceFlags {
  @Option(
      names = "--device",
      paramLabel = "NAME",
      description =
          "Where to compute: cpu (the default), opencl, or opencl:1 for the second device;"
              + " lanewise devices lists them.")
  private String device;

  @Option(
      names = "--fallback",
      description = "Go on with the CPU where the device cannot be used or fails.")
  private boolean fallback;

  ModelOptions apply(ModelOptions options) {
    DeviceOptions chosen = device == null ? options.device() : DeviceOptions.of(device);
    return options.withDevice(chosen.withFallback(fallback));
  }
}
