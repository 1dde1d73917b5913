package lanewise.formats.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are read as they were written, whole or split, and as others write them. */
final class GgufFileTest {
  @TempDir Path folder;

  private static GgufMetadataBuilder metadata() {
    return new GgufMetadataBuilder()
        .string("general.architecture", "llama")
        .uint8("a.u8", 255)
        .uint16("a.u16", 65_535)
        .uint32("a.u32", 0xffff_ffffL)
        .int32("a.i32", -5)
        .uint64("a.u64", Long.MAX_VALUE)
        .float32("a.f32", 1e-5f)
        .bool("a.bool", true)
        .ints("a.ints", new int[] {3, -1})
        .floats("a.floats", new float[] {0.5f, Float.NaN})
        .bools("a.bools", new boolean[] {true, false})
        .strings("a.strings", List.of("", "wörld", "\u0000"));
  }

  private static GgufWriter.Source tensor(String name, float... elements) {
    Tensor tensor = Tensor.of(elements, elements.length);
    return GgufWriter.Source.of(name, tensor.type(), tensor.shape(), tensor.segment());
  }

  private static List<String> strings(GgufArray array) {
    List<String> texts = new ArrayList<>();
    array.forEachString((index, segment, at, length) -> {
      byte[] bytes = segment.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
      texts.add(new String(bytes, StandardCharsets.UTF_8));
    });
    return texts;
  }

  @Test
  void givesBackWhatWasWritten() throws IOException {
    Path path = folder.resolve("model.gguf");
    GgufWriter.write(path, metadata().build(), List.of(tensor("a", 1, 2, 3), tensor("b", 4)));
    try (Arena arena = Arena.ofConfined()) {
      GgufFile file = GgufReader.open(path, arena);
      GgufMetadata metadata = file.metadata();
      assertEquals(3, file.version());
      assertEquals("llama", metadata.string("general.architecture"));
      assertEquals(255, metadata.get("a.u8").asLong());
      assertEquals(65_535, metadata.get("a.u16").asLong());
      assertEquals(0xffff_ffffL, metadata.get("a.u32").asLong());
      assertEquals(-5, metadata.get("a.i32").asLong());
      assertEquals(Long.MAX_VALUE, metadata.get("a.u64").asLong());
      assertEquals(1e-5f, metadata.real("a.f32"));
      assertTrue(metadata.bool("a.bool", false));
      assertArrayEquals(new int[] {3, -1}, metadata.array("a.ints").toInts());
      assertArrayEquals(new float[] {0.5f, Float.NaN}, metadata.array("a.floats").toFloats());
      assertArrayEquals(new long[] {1, 0}, metadata.array("a.bools").toLongs());
      assertEquals(List.of("", "wörld", "\u0000"), strings(metadata.array("a.strings")));
      assertEquals("absent", metadata.string("a.none", "absent"));
      assertFalse(metadata.has("a.none"));
      assertEquals(List.of("a", "b"), file.tensors().stream().map(GgufTensor::name).toList());
      GgufTensor first = file.tensor("a");
      assertEquals(0, first.segment().address() % file.alignment());
      assertArrayEquals(
          new float[] {1, 2, 3},
          Tensor.of(first.type(), first.shape(), first.segment()).toFloatArray());
      assertThrows(ModelFormatException.class, () -> file.tensor("c"));
    }
  }

  @Test
  void alignsAsTheMetadataSays() throws IOException {
    Path path = folder.resolve("aligned.gguf");
    GgufMetadata metadata = metadata().uint32("general.alignment", 4096).build();
    GgufWriter.write(path, metadata, List.of(tensor("a", 1), tensor("b", 2)));
    try (Arena arena = Arena.ofConfined()) {
      GgufFile file = GgufReader.open(path, arena);
      assertEquals(4096, file.alignment());
      assertEquals(
          4096, file.tensor("b").segment().address() - file.tensor("a").segment().address());
    }
  }

  @Test
  void copiesAnotherFilesMetadataAndTensors() throws IOException {
    Path first = folder.resolve("first.gguf");
    Path second = folder.resolve("second.gguf");
    GgufWriter.write(first, metadata().build(), List.of(tensor("a", 1, 2, 3), tensor("b", 4)));
    try (Arena arena = Arena.ofConfined()) {
      GgufFile file = GgufReader.open(first, arena);
      GgufWriter.write(
          second,
          new GgufMetadataBuilder().copy(file.metadata()).build(),
          file.tensors().stream().map(GgufWriter.Source::of).toList());
    }
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
  }

  @Test
  void leavesNothingBehindWhenATensorHasTooFewBytes() throws IOException {
    Path path = folder.resolve("short.gguf");
    GgufWriter.Source wrong =
        new GgufWriter.Source("a", ElementType.FLOAT32, Shape.of(4), channel -> {});
    assertThrows(
        IOException.class, () -> GgufWriter.write(path, metadata().build(), List.of(wrong)));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void refusesToWriteWhatNobodyCouldRead() {
    Path path = folder.resolve("refused.gguf");
    GgufMetadata metadata = metadata().build();
    Tensor row = Tensor.of(new float[33], 33);
    for (List<GgufWriter.Source> tensors :
        List.of(
            List.of(tensor("a", 1), tensor("a", 2)),
            List.of(tensor("", 1)),
            List.of(GgufWriter.Source.of("a", ElementType.Q8_0, row.shape(), row.segment())),
            List.of(GgufWriter.Source.of("a", ElementType.BOOL, row.shape(), row.segment())))) {
      assertThrows(IllegalArgumentException.class, () -> GgufWriter.write(path, metadata, tensors));
    }
    assertFalse(Files.exists(path));
  }

  private Path writePart(int number, int count, int total, String tensor) throws IOException {
    Path path = folder.resolve("model" + GgufSplit.ending(number, count));
    GgufMetadata metadata =
        new GgufMetadataBuilder()
            .string("part", Integer.toString(number))
            .uint16("split.no", number)
            .uint16("split.count", count)
            .int32("split.tensors.count", total)
            .build();
    GgufWriter.write(path, metadata, List.of(tensor(tensor, number)));
    return path;
  }

  @Test
  void opensAllPartsFromAnyPart() throws IOException {
    writePart(0, 3, 3, "a");
    Path second = writePart(1, 3, 3, "b");
    writePart(2, 3, 3, "c");
    try (Arena arena = Arena.ofConfined()) {
      GgufFile file = GgufReader.open(second, arena);
      assertEquals("0", file.metadata().string("part"));
      assertEquals(List.of("a", "b", "c"), file.tensors().stream().map(GgufTensor::name).toList());
      assertEquals(3, file.mappedFiles().size());
      assertEquals(2, file.tensor("c").segment().get(ValueLayout.JAVA_FLOAT, 0));
    }
  }

  @Test
  void saysWhichPartIsMissingOrDoesNotFit() throws IOException {
    Path first = writePart(0, 2, 2, "a");
    assertTrue(refusal(first).contains("-00002-of-00002.gguf"), refusal(first));
    writePart(1, 2, 2, "a");
    assertTrue(refusal(first).contains("earlier part"), refusal(first));
    writePart(0, 2, 5, "b");
    assertTrue(refusal(first).contains("split.tensors.count"), refusal(first));
    Path renamed = Files.copy(first, folder.resolve("renamed.gguf"));
    assertTrue(refusal(renamed).contains("must end in"), refusal(renamed));
  }

  private static String refusal(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return assertThrows(ModelFormatException.class, () -> GgufReader.open(path, arena))
          .getMessage();
    }
  }

  @Test
  void readsEveryReferenceFile() throws IOException {
    String given = System.getenv("LANEWISE_REFERENCE_DATA");
    Path data = Path.of(given == null ? "../../shared/data" : given);
    assumeTrue(Files.isDirectory(data), "no reference data at " + data);
    int files = 0;
    try (Stream<Path> paths = Files.walk(data);
        Arena arena = Arena.ofConfined()) {
      for (Path path : paths.filter(path -> path.toString().endsWith(".gguf")).toList()) {
        GgufFile file = GgufReader.open(path, arena);
        assertFalse(file.metadata().string("general.architecture").isEmpty(), path.toString());
        assertTrue(file.metadata().array("tokenizer.ggml.tokens").count() > 0, path.toString());
        files++;
      }
    }
    assertTrue(files > 30, files + " files");
  }
}
