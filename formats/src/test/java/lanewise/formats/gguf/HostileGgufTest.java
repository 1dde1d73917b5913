package lanewise.formats.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import lanewise.formats.HostileBytes;
import lanewise.formats.ModelFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong, damaged and made-up files: each is refused with the field and the place. */
final class HostileGgufTest {
  private static final int F32 = 0;
  private static final int Q8_0 = 8;

  private static byte[] sound() {
    return GgufBytes.file(3, 2, 6)
        .key("general.architecture", GgufValueType.STRING)
        .text("llama")
        .key("general.alignment", GgufValueType.UINT32)
        .i32(32)
        .key("a.flag", GgufValueType.BOOL)
        .bytes(1)
        .key("a.list", GgufValueType.ARRAY)
        .i32(GgufValueType.STRING.id())
        .i64(2)
        .text("one")
        .text("two")
        .key("a.nested", GgufValueType.ARRAY)
        .i32(GgufValueType.ARRAY.id())
        .i64(1)
        .i32(GgufValueType.INT32.id())
        .i64(2)
        .i32(-1)
        .i32(7)
        .key("a.real", GgufValueType.FLOAT64)
        .i64(Double.doubleToLongBits(0.5))
        .tensor("first", F32, 0, 3, 2)
        .tensor("second", Q8_0, 32, 32)
        .data(32, 32 + 34)
        .toBytes();
  }

  private static GgufBytes oneKey(GgufValueType type) {
    return GgufBytes.file(3, 0, 1).key("k", type);
  }

  private static GgufBytes aligned(int alignment) {
    return GgufBytes.file(3, 1, 1)
        .key("general.alignment", GgufValueType.UINT32)
        .i32(alignment)
        .tensor("t", F32, 0, 4)
        .data(64, 16);
  }

  private static GgufBytes oneTensor(int type, long offset, long... dimensions) {
    return GgufBytes.file(3, 1, 0).tensor("t", type, offset, dimensions).data(32, 4096);
  }

  private static GgufBytes twoTensors(String second, long offset) {
    return GgufBytes.file(3, 2, 0)
        .tensor("t", F32, 0, 16)
        .tensor(second, F32, offset, 16)
        .data(32, 4096);
  }

  private static GgufBytes nested(int depth) {
    GgufBytes bytes = oneKey(GgufValueType.ARRAY);
    for (int level = 0; level < depth; level++) {
      bytes.i32(GgufValueType.ARRAY.id()).i64(1);
    }
    return bytes.i32(GgufValueType.UINT8.id()).i64(1).bytes(0);
  }

  static Stream<Arguments> invalidFiles() {
    int max = Integer.MAX_VALUE;
    return Stream.of(
        Arguments.of("magic", new GgufBytes().i32(0x12345678).i32(3).i64(0).i64(0)),
        Arguments.of("version", GgufBytes.file(1, 0, 0)),
        Arguments.of("version", GgufBytes.file(4, 0, 0)),
        Arguments.of("big-endian", GgufBytes.file(3 << 24, 0, 0)),
        Arguments.of("tensor_count", GgufBytes.file(3, -1, 0)),
        Arguments.of("tensor_count", GgufBytes.file(3, 1L << 40, 0)),
        Arguments.of("metadata_kv_count", GgufBytes.file(3, 0, -1)),
        Arguments.of("metadata_kv_count", GgufBytes.file(3, 0, 1L << 40)),
        Arguments.of("allowed are up to 65536", GgufBytes.file(3, 0, 70_000).data(1, 1 << 20)),
        Arguments.of("allowed are up to 262144", GgufBytes.file(3, 300_000, 0).data(1, 8 << 20)),
        Arguments.of("key 0 length", GgufBytes.file(3, 0, 1).i64(1L << 62).data(1, 64)),
        Arguments.of("key 0 length", GgufBytes.file(3, 0, 1).text("").data(1, 64)),
        Arguments.of("key 0 length", GgufBytes.file(3, 0, 1).text("k".repeat(70_000)).i64(0)),
        Arguments.of("UTF-8", GgufBytes.file(3, 0, 1).i64(2).bytes(0xff, 0xfe).data(1, 16)),
        Arguments.of("k type", GgufBytes.file(3, 0, 1).text("k").i32(13).i64(0)),
        Arguments.of("k type", GgufBytes.file(3, 0, 1).text("k").i32(-1).i64(0)),
        Arguments.of("k length", oneKey(GgufValueType.STRING).i64(1L << 33)),
        Arguments.of("k length", oneKey(GgufValueType.STRING).i64(-8)),
        Arguments.of("boolean", oneKey(GgufValueType.BOOL).bytes(2)),
        Arguments.of(
            "boolean", oneKey(GgufValueType.ARRAY).i32(GgufValueType.BOOL.id()).i64(2).bytes(0, 9)),
        Arguments.of(
            "k count", oneKey(GgufValueType.ARRAY).i32(GgufValueType.UINT32.id()).i64(max)),
        Arguments.of(
            "k count", oneKey(GgufValueType.ARRAY).i32(GgufValueType.FLOAT64.id()).i64(1L << 61)),
        Arguments.of("nests arrays", nested(9)),
        Arguments.of(
            "twice",
            GgufBytes.file(3, 0, 2)
                .key("k", GgufValueType.UINT32)
                .i32(0)
                .key("k", GgufValueType.UINT32)
                .i32(0)),
        Arguments.of("general.alignment", aligned(0)),
        Arguments.of("power of two", aligned(48)),
        Arguments.of("general.alignment", aligned(-32)),
        Arguments.of(
            "expected is a whole number",
            GgufBytes.file(3, 0, 1).key("general.alignment", GgufValueType.STRING).text("32")),
        Arguments.of("n_dims", GgufBytes.file(3, 1, 0).text("t").i32(5).data(1, 64)),
        Arguments.of("n_dims", GgufBytes.file(3, 1, 0).text("t").i32(-1).data(1, 64)),
        Arguments.of("dimensions", oneTensor(F32, 0, 0)),
        Arguments.of("dimensions", oneTensor(F32, 0, -4)),
        Arguments.of("passes 64 bits", oneTensor(F32, 0, 1L << 32, 1L << 32)),
        Arguments.of("t", oneTensor(F32, 0, 1L << 61)),
        Arguments.of("multiple of 32", oneTensor(Q8_0, 0, 33)),
        Arguments.of("t type", oneTensor(99, 0, 4)),
        Arguments.of("dropped", oneTensor(4, 0, 32)),
        Arguments.of("t offset", oneTensor(F32, 8, 4)),
        Arguments.of("t offset", oneTensor(F32, -32, 4)),
        Arguments.of("takes 8192 bytes", oneTensor(F32, 0, 2048)),
        Arguments.of("two tensors", twoTensors("t", 64)),
        Arguments.of("u offset", twoTensors("u", 32)),
        Arguments.of("u offset", twoTensors("u", 128)),
        Arguments.of("tensor name", GgufBytes.file(3, 1, 0).text("").data(1, 64)),
        Arguments.of("tensor name", GgufBytes.file(3, 1, 0).text("n".repeat(300)).data(1, 64)));
  }

  @ParameterizedTest
  @MethodSource("invalidFiles")
  void refusesWithTheFieldAndThePlace(String named, GgufBytes bytes) {
    ModelFormatException refusal = assertThrows(ModelFormatException.class, bytes::read);
    assertTrue(refusal.getMessage().contains(named), refusal.getMessage());
    assertTrue(refusal.byteOffset() >= 0, refusal.getMessage());
    assertFalse(refusal.field().isEmpty());
  }

  @Test
  void everyPrefixIsRefusedOrRead() {
    byte[] sound = sound();
    int refused = HostileBytes.everyPrefix(sound, HostileGgufTest::readAll);
    assertEquals(sound.length, refused);
  }

  @Test
  void everyFlippedBitIsRefusedOrRead() {
    int refused = HostileBytes.bitFlips(sound(), 20250102, HostileGgufTest::readAll);
    assertTrue(refused > 100, refused + " refused");
  }

  @Test
  void readsWhatTheFlipsStartFrom() {
    GgufFile file = GgufBytes.read(sound());
    assertEquals("llama", file.metadata().string("general.architecture"));
    assertEquals("[2, 3]", file.tensor("first").shape().toString());
    assertEquals(34, file.tensor("second").segment().byteSize());
    assertEquals(0.5f, file.metadata().real("a.real"));
  }

  @Test
  void refusesValuesOfAnotherTypeThanAskedFor() {
    GgufMetadata metadata = GgufBytes.read(sound()).metadata();
    for (Runnable wrong :
        List.<Runnable>of(
            () -> metadata.string("a.flag"),
            () -> metadata.integer("a.real", 0, 9),
            () -> metadata.bool("a.list", false),
            () -> metadata.array("a.flag"),
            () -> metadata.array("a.list").toFloats(),
            () -> metadata.array("a.list").toLongs(),
            () -> metadata.array("a.nested").forEachString((i, bytes, at, length) -> {}),
            () -> metadata.integer("general.alignment", 0, 16),
            () -> metadata.string("a.missing"))) {
      assertThrows(ModelFormatException.class, wrong::run);
    }
  }

  /** Reads a file and looks at all that it says. */
  private static void readAll(byte[] bytes) {
    GgufFile file = GgufBytes.read(bytes);
    for (GgufValue value : file.metadata().values()) {
      assertFalse(value.toString().isEmpty() && value.type() != GgufValueType.STRING);
    }
  }
}
