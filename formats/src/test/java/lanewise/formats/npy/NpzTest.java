package lanewise.formats.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import lanewise.formats.HostileBytes;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.MemoryBudget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NpzTest {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("arrays.npz");
  }

  private static Map<String, Tensor> arrays() {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("z", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    arrays.put("größe/ids", Tensor.of(new long[] {-1, 7}, 2));
    arrays.put("empty", Tensor.of(new float[0], 0, 4));
    return arrays;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void archivesAreReadAsTheyWereWritten(boolean compress) throws IOException {
    Map<String, Tensor> written = arrays();
    Tensor large = Tensor.allocate(ElementType.INT32, Shape.of(100, 1000));
    large.segment().fill((byte) 3);
    written.put("large", large);
    NpzWriter.write(written, file(), compress);
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Tensor> read = NpzReader.read(file(), arena);
      assertEquals(new ArrayList<>(written.keySet()), new ArrayList<>(read.keySet()));
      read.forEach((name, tensor) -> {
        assertEquals(written.get(name).toString(), tensor.toString());
        assertArrayEquals(written.get(name).toByteArray(), tensor.toByteArray());
      });
    }
    assertEquals(compress, Files.size(file()) < 100_000);
  }

  private void zip(String... namesAndContents) throws IOException {
    try (OutputStream out = Files.newOutputStream(file());
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int index = 0; index < namesAndContents.length; index += 2) {
        zip.putNextEntry(new ZipEntry(namesAndContents[index]));
        zip.write(namesAndContents[index + 1].getBytes(StandardCharsets.ISO_8859_1));
        zip.closeEntry();
      }
    }
  }

  private static String array(String shape, int dataBytes) {
    String header = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + "}";
    return "\u0093NUMPY\1\0" + (char) header.length() + "\0" + header + "\0".repeat(dataBytes);
  }

  private Map<String, Tensor> read() throws IOException {
    return NpzReader.read(file(), Arena.ofAuto());
  }

  private ModelFormatException refused() {
    return assertThrows(ModelFormatException.class, this::read);
  }

  @Test
  void passesOverEntriesThatAreNoArrays() throws IOException {
    zip("readme.txt", "hello", "a.npy", array("(3,)", 3));
    assertEquals(List.of("a"), new ArrayList<>(read().keySet()));
  }

  @Test
  void rejectsWhatIsNoArchive() throws IOException {
    Files.write(file(), new byte[100]);
    refused();
    Files.write(file(), new byte[0]);
    refused();
  }

  @Test
  void rejectsArraysThatTheirEntriesCannotHold() throws IOException {
    zip("a.npy", array("(1099511627776,)", 3));
    refused();
    zip("a.npy", array("(5000,)", 3));
    assertTrue(refused().getMessage().contains("ends"));
  }

  @Test
  void rejectsBytesAfterTheArray() throws IOException {
    zip("a.npy", array("(3,)", 4));
    refused();
  }

  @Test
  void rejectsArchivesThatInflatePastTheLimit() throws IOException {
    Map<String, Tensor> zeros = new LinkedHashMap<>();
    for (int index = 0; index < 4; index++) {
      zeros.put("zeros" + index, Tensor.allocate(ElementType.INT8, Shape.of(1 << 20)));
    }
    NpzWriter.write(zeros, file(), true);
    assertTrue(Files.size(file()) < 10_000);
    assertThrows(ModelFormatException.class, () -> NpzReader.read(file(), Arena.ofAuto(), 3 << 20));
    assertEquals(4, NpzReader.read(file(), Arena.ofAuto(), 4 << 20).size());
  }

  @Test
  void rejectsEntriesThatEndWithinTheHeader() throws IOException {
    zip("a.npy", "");
    refused();
    zip("a.npy", array("(3,)", 3).substring(0, 20));
    refused();
  }

  @Test
  void rejectsDamagedData() throws IOException {
    NpzWriter.write(arrays(), file(), false);
    byte[] bytes = Files.readAllBytes(file());
    String six = "\0\0\u00C0@"; // As a float's bytes.
    bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf(six)] ^= 1;
    Files.write(file(), bytes);
    assertTrue(refused().getMessage().contains("checksum"));
  }

  @Test
  void everyPrefixIsRefused() throws IOException {
    NpzWriter.write(arrays(), file(), true);
    byte[] sound = Files.readAllBytes(file());
    assertEquals(sound.length, HostileBytes.everyPrefix(sound, this::readWithinLimits));
  }

  @Test
  void everyFlippedBitIsRefusedOrRead() throws IOException {
    for (boolean compress : new boolean[] {false, true}) {
      NpzWriter.write(arrays(), file(), compress);
      byte[] sound = Files.readAllBytes(file());
      int refused = HostileBytes.bitFlips(sound, 5, this::readWithinLimits);
      assertTrue(refused > 500, refused + " refused");
    }
  }

  private void readWithinLimits(byte[] bytes) throws IOException {
    Files.deleteIfExists(file()); // Some file systems wait for the disk when a file is overwritten.
    Files.write(file(), bytes);
    try (BudgetedArena arena =
        BudgetedArena.ofConfined(MemoryBudget.ofBytes(256 << 20), "a hostile archive")) {
      NpzReader.read(file(), arena);
    }
  }
}
