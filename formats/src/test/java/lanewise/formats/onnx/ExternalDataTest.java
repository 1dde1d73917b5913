package lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import lanewise.formats.FileReplacement;
import lanewise.formats.ModelFormatException;
import lanewise.formats.protobuf.WireWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExternalDataTest {
  @TempDir Path outside;
  private Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    folder = Files.createDirectories(outside.resolve("model"));
    byte[] four =
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(1)
            .putFloat(2)
            .putFloat(3)
            .putFloat(4)
            .array();
    Files.write(folder.resolve("weights.bin"), four);
    Files.write(outside.resolve("secret.bin"), four);
    Files.createDirectories(folder.resolve("sub"));
    Files.write(folder.resolve("sub/more.bin"), four);
  }

  private static WireWriter entry(String key, String value) {
    return new WireWriter().string(1, key).string(2, value);
  }

  private static WireWriter tensor(String location, String offset, String length) {
    WireWriter tensor =
        new WireWriter().int64s(1, List.of(2L)).int64(2, 1).string(8, "w").int64(14, 1);
    if (location != null) {
      tensor.message(13, entry("location", location));
    }
    if (offset != null) {
      tensor.message(13, entry("offset", offset));
    }
    if (length != null) {
      tensor.message(13, entry("length", length));
    }
    return tensor;
  }

  private float[] read(WireWriter tensor) throws IOException {
    WireWriter model = new WireWriter().message(7, new WireWriter().message(5, tensor));
    Path file = folder.resolve("model.onnx");
    FileReplacement.write(file, model::writeTo);
    return OnnxReader.read(file).graph().initializers().get(0).toTensor().toFloatArray();
  }

  private void refused(WireWriter tensor) {
    assertThrows(ModelFormatException.class, () -> read(tensor));
  }

  @Test
  void readsSlicesOfFilesBesideTheModel() throws IOException {
    assertArrayEquals(new float[] {1, 2}, read(tensor("weights.bin", null, null)));
    assertArrayEquals(new float[] {3, 4}, read(tensor("weights.bin", "8", "8")));
    assertArrayEquals(new float[] {2, 3}, read(tensor("sub/more.bin", "4", "8")));
    assertArrayEquals(new float[] {1, 2}, read(tensor("./sub/../weights.bin", "0", null)));
  }

  @Test
  void mapsEachFileOnce() throws IOException {
    WireWriter graph =
        new WireWriter()
            .message(5, tensor("weights.bin", "0", "8"))
            .message(5, tensor("weights.bin", "8", "8"));
    Path file = folder.resolve("model.onnx");
    FileReplacement.write(file, new WireWriter().message(7, graph)::writeTo);
    try (Arena arena = Arena.ofShared()) {
      OnnxReader.Opened opened = OnnxReader.open(file, arena);
      assertEquals(2, opened.mappedFiles().size());
      List<OnnxTensor> weights = opened.model().graph().initializers();
      assertEquals(8, weights.get(1).segment().address() - weights.get(0).segment().address());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.bin",
        "sub/../../secret.bin",
        "..",
        ".",
        "",
        "sub",
        "absent.bin",
        "/etc/hostname",
        "\\windows",
        "a\0b",
        "weights.bin/x"
      })
  void rejectsLocationsOutsideTheFolderAndWhatIsNoFile(String location) {
    refused(tensor(location, null, null));
  }

  @Test
  void rejectsAbsoluteLocations() {
    refused(tensor(folder.resolve("weights.bin").toAbsolutePath().toString(), null, null));
  }

  @Test
  void rejectsMissingLocation() {
    refused(tensor(null, "0", "8"));
  }

  @Test
  void rejectsSymbolicLinksThatLeadOut() throws IOException {
    try {
      Files.createSymbolicLink(folder.resolve("link.bin"), outside.resolve("secret.bin"));
      Files.createSymbolicLink(folder.resolve("up"), outside);
      Files.createSymbolicLink(folder.resolve("inside.bin"), folder.resolve("weights.bin"));
    } catch (UnsupportedOperationException | IOException e) {
      abort("this file system has no symbolic links: " + e);
    }
    refused(tensor("link.bin", null, null));
    refused(tensor("up/secret.bin", null, null));
    assertArrayEquals(new float[] {1, 2}, read(tensor("inside.bin", null, null)));
  }

  @Test
  void rejectsRangesPastTheEndOfTheFile() {
    refused(tensor("weights.bin", "9", "8"));
    refused(tensor("weights.bin", "16", null));
    refused(tensor("weights.bin", "9223372036854775807", "8"));
  }

  @Test
  void rejectsNegativeAndUnreadableNumbers() {
    refused(tensor("weights.bin", "-8", "8"));
    refused(tensor("weights.bin", "0", "-8"));
    refused(tensor("weights.bin", "eight", "8"));
    refused(tensor("weights.bin", "99999999999999999999", "8"));
    refused(tensor("weights.bin", "", "8"));
  }

  @Test
  void rejectsLengthThatIsNotTheTensors() {
    refused(tensor("weights.bin", "0", "4"));
    refused(tensor("weights.bin", "0", "16"));
  }

  @Test
  void rejectsDataInTheTensorToo() {
    refused(tensor("weights.bin", "0", "8").bytes(9, MemorySegment.ofArray(new byte[8])));
  }

  @Test
  void rejectsExternalDataOfModelsWithoutFolder() {
    WireWriter model =
        new WireWriter().message(7, new WireWriter().message(5, tensor("weights.bin", null, null)));
    MemorySegment bytes = Arena.ofAuto().allocate(model.byteSize());
    model.copyTo(bytes);
    ModelFormatException refused =
        assertThrows(
            ModelFormatException.class,
            () -> OnnxReader.read(bytes, "model", Optional.empty(), Arena.ofAuto()));
    assertTrue(refused.getMessage().contains("no folder"), refused.getMessage());
  }
}
