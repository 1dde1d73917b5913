package lanewise.opencl.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import lanewise.kernels.Activation;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.ElementType;
import lanewise.kernels.ReduceOp;
import lanewise.kernels.UnaryOp;
import org.junit.jupiter.api.Test;

/** Types and operations reach a kernel as numbers. */
class KernelCodesTest {
  @Test
  void kernelsKnowTheConstantsByTheirPlaces() throws IOException {
    List<String> expected =
        Stream.of(
                defined("TYPE", ElementType.values()),
                defined("UNARY", UnaryOp.values()),
                defined("BINARY", BinaryOp.values()),
                defined("REDUCE", ReduceOp.values()),
                defined("ACTIVATION", Activation.values()))
            .flatMap(lines -> lines)
            .toList();
    String text;
    try (InputStream in = Programs.class.getResourceAsStream("/lanewise/opencl/kernel/codes.cl")) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertEquals(expected, text.lines().filter(line -> line.startsWith("#define")).toList());
  }

  private static Stream<String> defined(String prefix, Enum<?>[] constants) {
    return Stream.of(constants)
        .map(constant ->
            "#define "
                + prefix
                + "_"
                + constant.name().toUpperCase(Locale.ROOT)
                + " "
                + constant.ordinal());
  }
}
