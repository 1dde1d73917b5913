package lanewise.opencl;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A process that lists the devices, and why others cannot be used. */
final class ListedDevices {
  private ListedDevices() {}

  /** Prints how many there are, then the refusals. */
  public static void main(String[] arguments) {
    OpenClProvider provider = new OpenClProvider();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println("devices " + provider.devices().size());
    provider.refusals().forEach(out::println);
  }
}
