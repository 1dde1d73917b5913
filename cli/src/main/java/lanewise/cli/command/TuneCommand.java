package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lanewise tune}: measures which sizes suit a device. */
@Command(
    name = "tune",
    description = {
      "Measures which tile sizes suit a device best, and keeps them for every later run.",
      "It takes minutes, and is not needed: without it, sizes that suit most devices are taken."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Examples:", "  lanewise tune", "  lanewise tune opencl:1"})
public final class TuneCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DEVICE",
      arity = "0..1",
      defaultValue = "opencl",
      description = "As lanewise devices names it (default ${DEFAULT-VALUE}).")
  private String device;

  /** For the command line. */
  public TuneCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (Device opened = Devices.find().open(device, DeviceSettings.defaults())) {
      out.println(opened.description().label() + "  " + opened.description().name());
      out.flush();
      opened.tune(line -> {
        out.println(line);
        out.flush();
      });
    }
    return 0;
  }
}
