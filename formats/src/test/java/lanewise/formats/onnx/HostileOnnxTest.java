package lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import lanewise.formats.HostileBytes;
import lanewise.formats.ModelFormatException;
import lanewise.formats.protobuf.WireReader;
import lanewise.formats.protobuf.WireWriter;
import lanewise.natives.memory.BudgetedArena;
import lanewise.natives.memory.MemoryBudget;
import org.junit.jupiter.api.Test;

/** Damaged and made-up models: each is refused, or read for what it still says. */
final class HostileOnnxTest {
  private static final long NATIVE_LIMIT_BYTES = 256L << 20;

  static OnnxModel model(WireWriter graph) {
    WireWriter model = new WireWriter().int64(1, 10).message(7, graph);
    MemorySegment bytes = Arena.ofAuto().allocate(model.byteSize());
    model.copyTo(bytes);
    return OnnxReader.read(bytes, "model.onnx", Optional.empty(), Arena.ofAuto());
  }

  private static ModelFormatException refused(WireWriter graph) {
    return assertThrows(ModelFormatException.class, () -> model(graph));
  }

  private static void read(byte[] bytes) {
    MemoryBudget budget = MemoryBudget.ofBytes(NATIVE_LIMIT_BYTES);
    try (BudgetedArena arena = BudgetedArena.ofConfined(budget, "a hostile model")) {
      MemorySegment copy = arena.allocate(bytes.length, 1);
      copy.copyFrom(MemorySegment.ofArray(bytes));
      OnnxReader.read(copy, "model.onnx", Optional.empty(), arena);
    }
  }

  @Test
  void everyPrefixIsRefusedOrRead() {
    for (OnnxModel seed :
        List.of(OnnxSeeds.product(), OnnxSeeds.everything(), OnnxSeeds.constants())) {
      byte[] sound = OnnxSeeds.bytes(seed);
      int refused = HostileBytes.everyPrefix(sound, HostileOnnxTest::read);
      assertTrue(refused > sound.length / 2, refused + " of " + sound.length + " refused");
    }
  }

  @Test
  void everyFlippedBitIsRefusedOrRead() {
    long seed = 20250101;
    for (OnnxModel model :
        List.of(OnnxSeeds.product(), OnnxSeeds.everything(), OnnxSeeds.constants())) {
      int refused = HostileBytes.bitFlips(OnnxSeeds.bytes(model), seed++, HostileOnnxTest::read);
      assertTrue(refused > 100, refused + " refused");
    }
  }

  @Test
  void rejectsBytesThatAreNoModel() {
    assertThrows(ModelFormatException.class, () -> read(new byte[0]));
    assertThrows(
        ModelFormatException.class, () -> read("PK, no model".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void rejectsGraphsNestedTooDeep() {
    WireWriter graph = new WireWriter();
    for (int level = 0; level < 200; level++) {
      WireWriter attribute = new WireWriter().string(1, "body").int64(20, 5).message(6, graph);
      graph = new WireWriter().message(1, new WireWriter().message(5, attribute));
    }
    assertTrue(refused(graph).getMessage().contains("deep"));
  }

  @Test
  void rejectsTypesNestedTooDeep() {
    WireWriter type = new WireWriter();
    for (int level = 0; level < 200; level++) {
      type = new WireWriter().message(level % 2 == 0 ? 4 : 9, new WireWriter().message(1, type));
    }
    WireWriter info = new WireWriter().string(1, "x").message(2, type);
    assertTrue(refused(new WireWriter().message(11, info)).getMessage().contains("deep"));
  }

  @Test
  void rejectsValuesNestedTooDeep() {
    WireWriter sequence = new WireWriter();
    for (int level = 0; level < 5000; level++) {
      sequence = new WireWriter().message(5, sequence);
    }
    MemorySegment bytes = Arena.ofAuto().allocate(sequence.byteSize());
    sequence.copyTo(bytes);
    OnnxType type = new OnnxType.SequenceType(new OnnxType.UnspecifiedType());
    assertThrows(
        ModelFormatException.class,
        () -> OnnxTensorReader.read(bytes, "value.pb", type, Arena.ofAuto()));
  }

  @Test
  void rejectsMoreNodesThanTheHeapLimitAllows() {
    MemorySegment graph = Arena.ofAuto().allocate(20_000); // Nodes of two bytes each.
    for (long at = 0; at < graph.byteSize(); at += 2) {
      graph.set(ValueLayout.JAVA_BYTE, at, (byte) 0x0A);
    }
    WireWriter model = new WireWriter().bytes(7, graph);
    MemorySegment bytes = Arena.ofAuto().allocate(model.byteSize());
    model.copyTo(bytes);
    WireReader in = new WireReader(bytes, "model", 1 << 20);
    ExternalData none = new ExternalData(Optional.empty(), "model", Arena.ofAuto());
    ModelFormatException refused =
        assertThrows(
            ModelFormatException.class,
            () -> ModelProtoReader.read(new OnnxInput(in, Arena.ofAuto(), none)));
    assertTrue(refused.getMessage().contains("heap"), refused.getMessage());
  }

  @Test
  void rejectsShapesOfTooManyDimensions() {
    WireWriter shape = new WireWriter();
    for (int axis = 0; axis <= OnnxReader.MAX_RANK; axis++) {
      shape.message(1, new WireWriter().int64(1, 1));
    }
    WireWriter type = new WireWriter().message(1, new WireWriter().int64(1, 1).message(2, shape));
    WireWriter info = new WireWriter().string(1, "x").message(2, type);
    assertTrue(refused(new WireWriter().message(11, info)).getMessage().contains("64"));
  }

  @Test
  void rejectsNegativeDimensionsOfTypes() {
    WireWriter dimension = new WireWriter().int64(1, -2);
    WireWriter tensor =
        new WireWriter().int64(1, 1).message(2, new WireWriter().message(1, dimension));
    WireWriter info = new WireWriter().message(2, new WireWriter().message(1, tensor));
    refused(new WireWriter().message(12, info));
  }

  @Test
  void rejectsElementTypesThatOnnxDoesNotHave() {
    WireWriter type = new WireWriter().message(1, new WireWriter().int64(1, 99));
    refused(new WireWriter().message(11, new WireWriter().message(2, type)));
  }

  @Test
  void rejectsAttributeThatIsThereTwice() {
    WireWriter attribute = new WireWriter().string(1, "axis").int64(3, 1).int64(20, 2);
    WireWriter node = new WireWriter().message(5, attribute).message(5, attribute);
    assertTrue(refused(new WireWriter().message(1, node)).getMessage().contains("axis"));
  }

  @Test
  void rejectsAttributeWithoutTheValueThatItsTypeSays() {
    for (int kind : new int[] {0, 4, 5, 11, 13, 15, -1}) {
      WireWriter attribute = new WireWriter().string(1, "a").int64(20, kind);
      refused(new WireWriter().message(1, new WireWriter().message(5, attribute)));
    }
  }

  @Test
  void readsAttributeOfOldFilesThatDoNotSayTheKind() {
    WireWriter attribute = new WireWriter().string(1, "axis").int64(3, 7);
    OnnxModel read = model(new WireWriter().message(1, new WireWriter().message(5, attribute)));
    assertEquals(7, read.graph().nodes().get(0).intAttribute("axis", 0));
  }

  @Test
  void rejectsSecondGraph() {
    WireWriter model = new WireWriter().message(7, new WireWriter()).message(7, new WireWriter());
    MemorySegment bytes = Arena.ofAuto().allocate(model.byteSize());
    model.copyTo(bytes);
    assertThrows(
        ModelFormatException.class,
        () -> OnnxReader.read(bytes, "model", Optional.empty(), Arena.ofAuto()));
  }

  @Test
  void rejectsTwoVersionsOfOneDomain() {
    WireWriter model =
        new WireWriter()
            .message(7, new WireWriter())
            .message(8, new WireWriter().string(1, "").int64(2, 13))
            .message(8, new WireWriter().string(1, "ai.onnx").int64(2, 14));
    MemorySegment bytes = Arena.ofAuto().allocate(model.byteSize());
    model.copyTo(bytes);
    assertThrows(
        ModelFormatException.class,
        () -> OnnxReader.read(bytes, "model", Optional.empty(), Arena.ofAuto()));
  }

  @Test
  void wrongKindOfAttributeNamesTheNode() {
    OnnxNode node =
        OnnxNode.of("Softmax", List.of(), List.of(), OnnxAttribute.StringValue.of("axis", "1"));
    ModelFormatException refused =
        assertThrows(ModelFormatException.class, () -> node.intAttribute("axis", 0));
    assertTrue(refused.getMessage().contains("Softmax"), refused.getMessage());
  }
}
