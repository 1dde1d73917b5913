package lanewise.kernels.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import lanewise.kernels.ElementType;
import org.junit.jupiter.api.Assumptions;

/** Blocks that another program wrote, and the values that it reads from them. */
final class ReferenceBlocks {
  private ReferenceBlocks() {}

  /** The name of a type's file. */
  static String name(ElementType type) {
    return switch (type) {
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      default -> type.name();
    };
  }

  static byte[] blocks(String name) {
    return read(name + ".bin");
  }

  /** The values of a one-dimensional f32 array. */
  static float[] values(String name) {
    ByteBuffer buffer = ByteBuffer.wrap(read(name + ".npy")).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(10 + (buffer.getShort(8) & 0xFFFF));
    float[] values = new float[buffer.remaining() / Float.BYTES];
    buffer.asFloatBuffer().get(values);
    return values;
  }

  private static byte[] read(String file) {
    String folder = System.getenv("LANEWISE_REFERENCE_DATA");
    Path data = folder == null ? Path.of("../../shared/data") : Path.of(folder);
    Path path = data.resolve("llm/dequant").resolve(file);
    Assumptions.assumeTrue(
        Files.exists(path), path + " is absent; LANEWISE_REFERENCE_DATA tells where it is");
    try {
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
