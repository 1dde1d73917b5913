package lanewise.cli.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import lanewise.cli.terminal.JsonText;
import lanewise.kernels.GeneratedKernel;
import lanewise.kernels.KernelTier;
import lanewise.kernels.support.KernelTable;

/**
 * The code of one generated kernel.
 *
 * @param text its instructions in words, or null where there is no program that knows them
 */
public record Disassembly(GeneratedKernel kernel, List<String> text) {
  private static final int LINE_BYTES = 16;
  private static final int NEAR = 3;

  /** All machine code that models may ask for, made by binding everything. */
  public static List<GeneratedKernel> allGenerated(Machine machine) {
    List<KernelTier> tiers = machine.running();
    KernelTable.of(machine.inUse(), tiers);
    List<GeneratedKernel> kernels = new ArrayList<>();
    tiers.forEach(tier -> kernels.addAll(tier.generated()));
    return kernels;
  }

  /**
   * Disassembles by running {@code objdump}, if it is there.
   *
   * @param objdump the program's name or path
   */
  public static Disassembly of(GeneratedKernel kernel, String objdump)
      throws IOException, InterruptedException {
    return new Disassembly(kernel, text(kernel, objdump));
  }

  private static List<String> text(GeneratedKernel kernel, String objdump)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("lanewise", ".bin");
    try {
      Files.write(file, kernel.code().toArray(JAVA_BYTE));
      Process process;
      try {
        process =
            new ProcessBuilder(
                    objdump,
                    "--disassemble-all",
                    "--target=binary",
                    "--architecture=i386:x86-64",
                    "--disassembler-options=intel",
                    "--no-show-raw-insn",
                    "--stop-address=" + kernel.instructionBytes(),
                    file.toString())
                .redirectErrorStream(true)
                .start();
      } catch (IOException e) {
        return null; // There is no such program.
      }
      process.getOutputStream().close();
      String words = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(objdump + " ended with " + code + ": " + words.strip());
      }
      return words.lines().filter(line -> line.matches("\\s+[0-9a-f]+:\\s.*")).toList();
    } finally {
      Files.deleteIfExists(file);
    }
  }

  /** Names like {@code name}: those that have it in them, or differ by a few letters. */
  public static List<String> near(String name, List<GeneratedKernel> kernels) {
    List<String> near = new ArrayList<>();
    for (GeneratedKernel kernel : kernels) {
      if (kernel.name().contains(name) || distance(kernel.name(), name) <= NEAR) {
        near.add(kernel.name());
      }
    }
    return near;
  }

  /** How many letters to add, drop or change. */
  private static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int same = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(same, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[right.length()];
  }

  /** For people. */
  public void print(PrintWriter out, String objdump) {
    byte[] bytes = kernel.code().toArray(JAVA_BYTE);
    int instructions = Math.toIntExact(kernel.instructionBytes());
    out.printf(
        "%s: %d bytes of instructions, %d of constants%n",
        kernel.name(), instructions, bytes.length - instructions);
    out.println();
    HexFormat hex = HexFormat.ofDelimiter(" ");
    for (int at = 0; at < bytes.length; at += LINE_BYTES) {
      int end = Math.min(bytes.length, at + LINE_BYTES);
      out.printf("%6x  %s%n", at, hex.formatHex(bytes, at, end));
    }
    out.println();
    if (text == null) {
      out.println("no text: the program '" + objdump + "' is not installed (package binutils)");
    } else {
      text.forEach(out::println);
    }
  }

  /** For programs: fields of an object. */
  public void write(JsonGenerator json) throws IOException {
    byte[] bytes = kernel.code().toArray(JAVA_BYTE);
    json.writeStringField("name", kernel.name());
    json.writeNumberField("bytes", bytes.length);
    json.writeNumberField("instructionBytes", kernel.instructionBytes());
    json.writeStringField("hex", HexFormat.of().formatHex(bytes));
    if (text == null) {
      json.writeNullField("text");
    } else {
      JsonText.strings(json, "text", text.stream().map(String::strip).toList());
    }
  }
}
