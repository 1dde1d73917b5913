package lanewise.formats.protobuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import lanewise.formats.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class WireReaderTest {
  private static WireReader reader(String hex) {
    return new WireReader(
        MemorySegment.ofArray(HexFormat.of().parseHex(hex.replace(" ", ""))), "bytes");
  }

  private static WireReader atFirstField(String hex) {
    WireReader in = reader(hex);
    assertTrue(in.next());
    return in;
  }

  private static ModelFormatException refused(Executable reading) {
    return assertThrows(ModelFormatException.class, reading);
  }

  @Test
  void readsVarintsOfEveryLength() {
    assertEquals(0, atFirstField("08 00").int64("x"));
    assertEquals(300, atFirstField("08 AC02").int64("x"));
    assertEquals(-1, atFirstField("08 FFFFFFFFFFFFFFFFFF01").int64("x"));
    assertEquals(Long.MIN_VALUE, atFirstField("08 80808080808080808001").int64("x"));
  }

  @Test
  void rejectsVarintOfMoreThanTenBytes() {
    refused(() -> atFirstField("08 8080808080808080808001").int64("x"));
  }

  @Test
  void rejectsVarintThatEndsWithTheFile() {
    refused(() -> atFirstField("08 80").int64("x"));
  }

  @Test
  void rejectsVarintThatRunsOverTheEndOfItsMessage() {
    WireReader in = atFirstField("0A 02 08 80 01");
    in.enter("message");
    assertTrue(in.next());
    refused(() -> in.int64("x"));
  }

  @Test
  void rejectsLengthPastTheEnd() {
    ModelFormatException refused = refused(() -> atFirstField("12 05 61 62").string("name"));
    assertEquals("name", refused.field());
    assertEquals(0, refused.byteOffset());
    assertEquals("bytes", refused.source());
  }

  @Test
  void rejectsLengthThatIsNegativeOrOverflows() {
    refused(() -> atFirstField("12 FFFFFFFFFFFFFFFFFF01 61").string("x"));
    refused(() -> atFirstField("12 FFFFFFFFFFFFFFFF7F 61").bytes("x"));
    refused(() -> atFirstField("12 FFFFFFFFFFFFFFFF7F 61").skip());
  }

  @Test
  void rejectsLengthPastTheMessageAround() {
    WireReader in = atFirstField("0A 03 0A 02 61 62 63 64");
    in.enter("message");
    assertTrue(in.next());
    refused(() -> in.string("x"));
  }

  @Test
  void rejectsFieldNumberZero() {
    refused(() -> atFirstField("00 00"));
  }

  @Test
  void rejectsUndefinedWireTypesAndStrayEndOfGroup() {
    refused(() -> atFirstField("0E"));
    refused(() -> atFirstField("0F"));
    refused(() -> atFirstField("0C"));
  }

  @Test
  void rejectsOtherWireTypeThanTheFields() {
    refused(() -> atFirstField("0A 01 61").int64("x"));
    refused(() -> atFirstField("08 01").string("x"));
    refused(() -> atFirstField("08 01").float32("x"));
  }

  @Test
  void rejectsIntegersWiderThanTheField() {
    refused(() -> atFirstField("08 8080808010").int32("x"));
    assertEquals(-1, atFirstField("08 FFFFFFFFFFFFFFFFFF01").int32("x"));
  }

  @Test
  void rejectsTextThatIsNotUtf8() {
    refused(() -> atFirstField("0A 02 C3 28").string("x"));
    assertEquals("\uFFFDé", atFirstField("0A 05 EFBFBD C3A9").string("x"));
  }

  @Test
  void skipsEveryKindOfField() {
    WireReader in =
        reader("08 96 01  11 0000000000000000  1A 02 6162  25 00000000  2B 08 01 33 34 2C  30 07");
    List<Integer> fields = new ArrayList<>();
    while (in.next()) {
      fields.add(in.fieldNumber());
      if (in.fieldNumber() == 6) {
        assertEquals(7, in.int64("last"));
      } else {
        in.skip();
      }
    }
    assertEquals(List.of(1, 2, 3, 4, 5, 6), fields);
  }

  @Test
  void rejectsGroupWithoutEndOrWithAnothersEnd() {
    refused(() -> atFirstField("2B 08 01").skip());
    refused(() -> atFirstField("2B 34").skip());
  }

  @Test
  void rejectsGroupsNestedTooDeep() {
    refused(() -> atFirstField("2B".repeat(100_000)).skip());
  }

  @Test
  void rejectsMessagesNestedTooDeep() {
    WireWriter message = new WireWriter();
    for (int level = 0; level <= WireReader.MAX_DEPTH; level++) {
      message = new WireWriter().message(1, message);
    }
    MemorySegment bytes = MemorySegment.ofArray(new byte[(int) message.byteSize()]);
    message.copyTo(bytes);
    WireReader in = new WireReader(bytes, "bytes");
    for (int level = 0; level < WireReader.MAX_DEPTH; level++) {
      assertTrue(in.next());
      in.enter("message");
    }
    assertTrue(in.next());
    refused(() -> in.enter("message"));
  }

  @Test
  void rejectsMoreRecordsThanTheHeapLimitAllows() {
    byte[] emptyMessages = new byte[20_000];
    for (int index = 0; index < emptyMessages.length; index += 2) {
      emptyMessages[index] = 0x0A;
    }
    WireReader in = new WireReader(MemorySegment.ofArray(emptyMessages), "bytes", 1 << 20);
    ModelFormatException refused =
        refused(() -> {
          while (in.next()) {
            in.leave(in.enter("message"));
          }
        });
    assertTrue(refused.getMessage().contains("-Xmx"), refused.getMessage());
  }

  @Test
  void rejectsMoreNumbersAndTextThanTheHeapLimitAllows() {
    WireWriter packed = new WireWriter().bytes(1, MemorySegment.ofArray(new byte[8000]));
    MemorySegment bytes = MemorySegment.ofArray(new byte[(int) packed.byteSize()]);
    packed.copyTo(bytes);
    for (int kind = 0; kind < 3; kind++) {
      WireReader in = new WireReader(bytes, "bytes", 10_000);
      assertTrue(in.next());
      int chosen = kind;
      refused(() -> {
        switch (chosen) {
          case 0 -> in.int64s("numbers", new ArrayList<>());
          case 1 -> in.float32s("numbers", new ArrayList<>());
          default -> in.string("text");
        }
      });
    }
  }

  @Test
  void readsPackedAndUnpackedNumbersAlike() {
    List<Long> unpacked = new ArrayList<>();
    WireReader in = reader("08 01 08 AC02");
    while (in.next()) {
      in.int64s("numbers", unpacked);
    }
    List<Long> packed = new ArrayList<>();
    atFirstField("0A 03 01 AC02").int64s("numbers", packed);
    assertEquals(List.of(1L, 300L), unpacked);
    assertEquals(unpacked, packed);
    List<Float> floats = new ArrayList<>();
    atFirstField("0A 04 0000803F").float32s("numbers", floats);
    atFirstField("0D 00000040").float32s("numbers", floats);
    assertEquals(List.of(1f, 2f), floats);
  }

  @Test
  void rejectsPackedNumbersThatEndWithinOne() {
    refused(() -> atFirstField("0A 01 80 01").int64s("numbers", new ArrayList<>()));
    refused(() -> atFirstField("0A 03 000000").float32s("numbers", new ArrayList<>()));
    refused(() -> atFirstField("0A 07 00000000000000").numbers("numbers", 8, bits -> {}));
  }

  @Test
  void readsFieldsOnBothSidesOfTheWindow() {
    WireWriter out = new WireWriter();
    for (int index = 0; index < 300; index++) {
      out.string(1, "é".repeat(index)).int64(2, index);
      out.bytes(3, MemorySegment.ofArray(new byte[17 * index]));
    }
    MemorySegment bytes = MemorySegment.ofArray(new byte[(int) out.byteSize()]);
    out.copyTo(bytes);
    WireReader in = new WireReader(bytes, "bytes");
    for (int index = 0; index < 300; index++) {
      assertTrue(in.next());
      assertEquals("é".repeat(index), in.string("text"));
      assertTrue(in.next());
      assertEquals(index, in.int64("number"));
      assertTrue(in.next());
      if (index % 2 == 0) {
        assertEquals(17L * index, in.bytes("blob").byteSize());
      } else {
        in.skip();
      }
    }
    assertFalse(in.next());
  }
}
