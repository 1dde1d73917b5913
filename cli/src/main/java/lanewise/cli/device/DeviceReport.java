package lanewise.cli.device;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import lanewise.cli.terminal.JsonText;
import lanewise.kernels.device.DeviceDescription;
import lanewise.kernels.device.Devices;

/** All devices, what can be done with them, and what could not be looked at. */
public final class DeviceReport {
  private static final int LINE_CHARACTERS = 96;
  private static final int LABEL_CHARACTERS = 16;

  private final List<DeviceDescription> devices;
  private final List<String> refusals;

  /** Looks at the devices. */
  public DeviceReport(Devices found) {
    this.devices = found.list();
    this.refusals = found.refusals();
  }

  /** Prints each device, then what could not be looked at. */
  public void print(PrintWriter out) {
    for (DeviceDescription device : devices) {
      print(out, device);
      out.println();
    }
    if (devices.isEmpty()) {
      out.println("There is no device beside the CPU.");
    }
    refusals.forEach(refusal -> out.println("not usable: " + refusal));
  }

  private static void print(PrintWriter out, DeviceDescription device) {
    out.println(device.label() + "  " + device.name());
    row(out, "platform", device.platform() + ", driver " + device.driver());
    row(out, "vendor", device.vendor());
    row(
        out,
        "kind",
        device.kind().name().toLowerCase(Locale.ROOT)
            + ", "
            + device.computeUnits()
            + " compute units");
    row(
        out,
        "memory",
        gigabytes(device.memoryBytes())
            + ", at most "
            + gigabytes(device.largestAllocationBytes())
            + " in one piece");
    device.uses().forEach(use -> row(out, use.what(), use.how()));
    String label = "extensions";
    StringBuilder line = new StringBuilder();
    for (String extension : device.extensions()) {
      if (line.length() + extension.length() > LINE_CHARACTERS - LABEL_CHARACTERS) {
        row(out, label, line.toString());
        label = "";
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(extension);
    }
    row(out, label, line.isEmpty() ? "none" : line.toString());
  }

  private static void row(PrintWriter out, String label, String text) {
    out.printf("  %-" + (LABEL_CHARACTERS - 2) + "s%s%n", label, text);
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  /** Writes the same as an object. */
  public void write(JsonGenerator to) throws IOException {
    to.writeStartObject();
    to.writeArrayFieldStart("devices");
    for (DeviceDescription device : devices) {
      write(to, device);
    }
    to.writeEndArray();
    JsonText.strings(to, "refusals", refusals);
    to.writeEndObject();
  }

  private static void write(JsonGenerator to, DeviceDescription device) throws IOException {
    to.writeStartObject();
    to.writeStringField("device", device.label());
    to.writeStringField("name", device.name());
    to.writeStringField("platform", device.platform());
    to.writeStringField("vendor", device.vendor());
    to.writeStringField("driver", device.driver());
    to.writeStringField("kind", device.kind().name().toLowerCase(Locale.ROOT));
    to.writeNumberField("computeUnits", device.computeUnits());
    to.writeNumberField("memoryBytes", device.memoryBytes());
    to.writeNumberField("largestAllocationBytes", device.largestAllocationBytes());
    JsonText.strings(to, "extensions", device.extensions());
    to.writeArrayFieldStart("uses");
    for (DeviceDescription.Use use : device.uses()) {
      to.writeStartObject();
      to.writeStringField("what", use.what());
      to.writeStringField("how", use.how());
      to.writeEndObject();
    }
    to.writeEndArray();
    to.writeEndObject();
  }
}
