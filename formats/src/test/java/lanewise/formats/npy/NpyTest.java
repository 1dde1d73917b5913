package lanewise.formats.npy;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import lanewise.formats.HostileBytes;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

final class NpyTest {
  @TempDir Path folder;

  private static byte[] file(int version, String header, byte... data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    out.write(text.length);
    out.write(text.length >> 8);
    if (version > 1) {
      out.write(text.length >> 16);
      out.write(text.length >> 24);
    }
    out.writeBytes(text);
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static byte[] file(String descr, boolean fortran, String shape, byte... data) {
    return file(
        1,
        "{'descr': '"
            + descr
            + "', 'fortran_order': "
            + (fortran ? "True" : "False")
            + ", 'shape': "
            + shape
            + ", }\n",
        data);
  }

  static Tensor read(byte[] bytes) {
    MemorySegment segment = Arena.ofAuto().allocate(bytes.length);
    segment.copyFrom(MemorySegment.ofArray(bytes));
    return NpyReader.read(segment, "array.npy", Arena.ofAuto());
  }

  private static ModelFormatException refused(byte[] bytes) {
    return assertThrows(ModelFormatException.class, () -> read(bytes));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.MATCH_ANY,
      names = {"FLOAT(32|64|16)", "U?INT(8|16|32|64)", "BOOL", "COMPLEX.*"})
  void arraysOfEveryTypeAreReadAsTheyWereWritten(ElementType type) throws IOException {
    for (Shape shape : new Shape[] {Shape.SCALAR, Shape.of(7), Shape.of(2, 3, 4), Shape.of(0, 3)}) {
      Tensor tensor = Tensor.allocate(type, shape);
      for (long at = 0; at < tensor.segment().byteSize(); at++) {
        tensor.segment().set(JAVA_BYTE, at, (byte) (37 * at + 1));
      }
      Path file = folder.resolve("array.npy");
      NpyWriter.write(tensor, file);
      Tensor read = NpyReader.read(file);
      assertEquals(type, read.type());
      assertEquals(shape, read.shape());
      assertArrayEquals(tensor.toByteArray(), read.toByteArray());
    }
  }

  @Test
  void headerIsTheOneThatNumpyWrites() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    NpyWriter.write(Tensor.of(new float[6], 2, 3), Channels.newChannel(out));
    String header = out.toString(StandardCharsets.ISO_8859_1).substring(0, 128);
    assertEquals(
        "\u0093NUMPY\1\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
            + " ".repeat(58)
            + "\n",
        header);
    assertEquals(128 + 24, out.size());
  }

  @Test
  void dataIsASliceOfTheFileAndAligned() throws IOException {
    Path file = folder.resolve("array.npy");
    NpyWriter.write(Tensor.of(new float[] {1, 2}, 2), file);
    Tensor read = NpyReader.read(file);
    assertEquals(0, read.segment().address() % 64);
    assertTrue(read.segment().isReadOnly());
  }

  @Test
  void readsAllVersionsAndSpellings() {
    byte[] data = {1, 0, 2, 0};
    assertEquals(
        Shape.of(2),
        read(file(1, "{'descr':'<i2','fortran_order':False,'shape':(2,)}", data)).shape());
    assertEquals(
        Shape.of(1, 2),
        read(file(2, "{\"shape\": (1L, 2L), 'fortran_order': True, 'descr': '=i2'}", data))
            .shape());
    assertEquals(
        ElementType.UINT8,
        read(file(3, "{'descr': '|u1', 'fortran_order': False, 'shape': ( 4 , ), }\n", data))
            .type());
    assertEquals(0, read(file("<i4", false, "()", data)).shape().rank());
  }

  @Test
  void putsFortranOrderIntoRowMajorOrder() {
    Tensor read = read(file("|u1", true, "(2, 3)", new byte[] {1, 2, 3, 4, 5, 6}));
    assertArrayEquals(new byte[] {1, 3, 5, 2, 4, 6}, read.toByteArray());
    Tensor cube = read(file("|u1", true, "(2, 2, 2)", new byte[] {0, 1, 2, 3, 4, 5, 6, 7}));
    assertArrayEquals(new byte[] {0, 4, 2, 6, 1, 5, 3, 7}, cube.toByteArray());
  }

  @Test
  void putsBigEndianNumbersIntoLittleEndianOrder() {
    assertArrayEquals(
        new int[] {1, 258},
        read(file(">i4", false, "(2,)", bytes("00000001 00000102"))).toIntArray());
    assertArrayEquals(
        bytes("01000000 02000000"),
        read(file(">c8", false, "(1,)", bytes("00000001 00000002"))).toByteArray());
    assertArrayEquals(
        bytes("0100 0300 0200 0400"),
        read(file(">i2", true, "(2, 2)", bytes("0001 0002 0003 0004"))).toByteArray());
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void writesBfloat16AsItsBits() throws IOException {
    Path file = folder.resolve("array.npy");
    NpyWriter.write(Tensor.allocate(ElementType.BFLOAT16, Shape.of(3)), file);
    assertEquals(ElementType.UINT16, NpyReader.read(file).type());
  }

  @ParameterizedTest
  @EnumSource(names = {"INT4", "UINT4", "INT2", "UINT2", "FLOAT4_E2M1"})
  void refusesToWriteElementsSmallerThanAByte(ElementType type) {
    Tensor tensor = Tensor.allocate(type, Shape.of(4));
    assertThrows(
        IllegalArgumentException.class, () -> NpyWriter.write(tensor, folder.resolve("a.npy")));
  }

  @Test
  void rejectsOtherMagic() {
    refused(new byte[0]);
    refused("GGUF, and more bytes".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void rejectsUnknownVersions() {
    refused(file(4, "{'descr': '<f4', 'fortran_order': False, 'shape': ()}", new byte[4]));
    refused(file(0, "{'descr': '<f4', 'fortran_order': False, 'shape': ()}", new byte[4]));
  }

  @Test
  void rejectsHeaderLongerThanTheFileOrTheLimit() {
    byte[] file = file(2, "{'descr': '<f4', 'fortran_order': False, 'shape': ()}", new byte[4]);
    file[9] = 1;
    refused(file);
    file[10] = 1;
    assertTrue(refused(file).getMessage().contains("at most"));
    file[11] = (byte) 0xFF;
    refused(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "{'descr': '<f4'}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': [1]}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,)}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} more",
        "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'other': 1}",
        "{'descr: <f4, fortran_order: False, shape: (1,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,)}",
        "{'descr': 'f4', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '', 'fortran_order': False, 'shape': (1,)}"
      })
  void rejectsHeadersThatAreNotTheDictionary(String header) {
    refused(file(1, header, new byte[64]));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<U5", "|S5", "|O", "<M8[ns]", "|V2", "|f4", "<f16", "<i3"})
  void rejectsElementsThatAreNoNumbers(String descr) {
    ModelFormatException refused = refused(file(descr, false, "(1,)", new byte[64]));
    assertEquals("descr", refused.field());
    assertTrue(refused.getMessage().contains(descr), refused.getMessage());
  }

  @Test
  void rejectsNegativeAndOverflowingShapes() {
    refused(file("<f4", false, "(-1,)", new byte[4]));
    refused(file("<f4", false, "(4294967296, 4294967296)", new byte[4]));
    refused(file("<f4", false, "(4611686018427387904,)", new byte[4]));
    refused(file("<f4", false, "(99999999999999999999,)", new byte[4]));
  }

  @Test
  void rejectsMoreDimensionsThanAllowed() {
    refused(file("<f4", false, "(" + "1, ".repeat(65) + ")", new byte[4]));
    assertEquals(
        64, read(file("<f4", false, "(" + "1, ".repeat(64) + ")", new byte[4])).shape().rank());
  }

  @Test
  void rejectsDataPastTheEndOfTheFile() {
    ModelFormatException refused = refused(file("<f4", false, "(1099511627776,)", new byte[4]));
    assertEquals("data", refused.field());
    refused(file("<f4", true, "(1048576, 1048576)", new byte[4]));
    refused(file(">f8", false, "(2,)", new byte[15]));
  }

  @Test
  void everyPrefixIsRefused() {
    for (byte[] sound : seeds()) {
      assertEquals(sound.length, HostileBytes.everyPrefix(sound, NpyTest::read));
    }
  }

  @Test
  void everyFlippedBitIsRefusedOrRead() {
    long seed = 77;
    for (byte[] sound : seeds()) {
      int refused = HostileBytes.bitFlips(sound, seed++, NpyTest::read);
      assertTrue(refused > 500, refused + " refused");
    }
  }

  private static byte[][] seeds() {
    return new byte[][] {
      file("<f4", false, "(2, 3)", new byte[24]),
      file(">i8", true, "(3, 1, 2)", new byte[48]),
      file(3, "{'descr': '|u1', 'fortran_order': False, 'shape': (9,), }  \n", new byte[9])
    };
  }
}
