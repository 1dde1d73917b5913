package lanewise.opencl.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program in OpenCL C: files that follow each other, and the macros that they are compiled with.
 * Two sources with the same files and macros are the same program, built once for a device.
 *
 * @param files below {@code lanewise/opencl} in the resources, such as {@code product/tiled.cl}
 * @param macros names and what they stand for
 */
public record ProgramSource(List<String> files, Map<String, String> macros) {
  private static final String ROOT = "/lanewise/opencl/";

  /**
   * Sums must be those that the contracts spell out: a compiler may not fuse a product and a sum by
   * itself.
   */
  private static final String PREAMBLE = "#pragma OPENCL FP_CONTRACT OFF\n";

  public ProgramSource {
    files = List.copyOf(files);
    macros = Map.copyOf(macros);
  }

  /** A program of these files without macros. */
  public static ProgramSource of(String... files) {
    return new ProgramSource(List.of(files), Map.of());
  }

  /** The same with one more macro. */
  public ProgramSource with(String macro, Object value) {
    Map<String, String> more = new TreeMap<>(macros);
    more.put(macro, value.toString());
    return new ProgramSource(files, more);
  }

  /** For messages. */
  String name() {
    return String.join(" + ", files);
  }

  String text() {
    StringBuilder text = new StringBuilder(PREAMBLE);
    for (String file : files) {
      try (InputStream in = ProgramSource.class.getResourceAsStream(ROOT + file)) {
        if (in == null) {
          throw new IllegalArgumentException("there is no program file " + file);
        }
        text.append("#line 1 \"").append(file).append("\"\n");
        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the program file " + file, e);
      }
    }
    return text.toString();
  }

  /** The compiler's options, the same text for the same macros. */
  String options(DeviceInfo info) {
    List<String> options = new ArrayList<>();
    int version = info.languageVersion();
    options.add(
        version >= 30 ? "-cl-std=CL3.0" : version >= 12 ? "-cl-std=CL1.2" : "-cl-std=CL1.1");
    if (info.correctDivision()) {
      options.add("-cl-fp32-correctly-rounded-divide-sqrt");
    }
    new TreeMap<>(macros).forEach((name, value) -> options.add("-D " + name + "=" + value));
    if (info.doubles()) {
      options.add("-D LANEWISE_FP64=1");
    }
    if (info.nvidia()) {
      options.add("-D LANEWISE_NVIDIA=" + info.computeCapability());
    }
    return String.join(" ", options);
  }
}
