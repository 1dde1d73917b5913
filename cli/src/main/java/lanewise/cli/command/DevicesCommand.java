package lanewise.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import lanewise.cli.device.DeviceReport;
import lanewise.cli.terminal.JsonText;
import lanewise.kernels.device.Devices;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lanewise devices}: what there is to compute on beside the CPU. */
@Command(
    name = "devices",
    description = "Lists the devices beside the CPU, and what Lanewise would do with each.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  lanewise devices",
      "  lanewise devices --json",
      "  lanewise embed --device opencl:0 \"How do I reset my password?\""
    })
public final class DevicesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** For the command line. */
  public DevicesCommand() {}

  @Override
  public Integer call() throws IOException {
    DeviceReport report = new DeviceReport(Devices.find());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      JsonText.print(out, report::write);
    } else {
      report.print(out);
    }
    return 0;
  }
}
