package lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OnnxRoundTripTest {
  @TempDir Path folder;

  @Test
  void modelsAreReadAsTheyWereWritten() throws IOException {
    for (OnnxModel model :
        List.of(OnnxSeeds.product(), OnnxSeeds.everything(), OnnxSeeds.constants())) {
      Path file = folder.resolve("model.onnx");
      OnnxWriter.write(model, file);
      assertEquals(model, OnnxReader.read(file));
    }
  }

  @Test
  void differentModelsDiffer() {
    assertNotEquals(OnnxSeeds.product(), OnnxSeeds.constants());
  }

  @Test
  void tensorsOfEveryTypeAreReadAsTheyWereWritten() throws IOException {
    for (ElementType type : ElementType.values()) {
      if (type.isScaledBlock()) {
        continue; // GGUF's, of which ONNX knows nothing.
      }
      Tensor tensor = Tensor.allocate(type, Shape.of(3, 5));
      for (long at = 0; at < tensor.segment().byteSize(); at++) {
        tensor.segment().set(ValueLayout.JAVA_BYTE, at, (byte) (37 * at + 1));
      }
      OnnxTensor written = OnnxTensor.of("t", tensor);
      Path file = folder.resolve("tensor.pb");
      OnnxWriter.write(written, file);
      OnnxTensor read = OnnxTensorReader.read(file);
      assertEquals(written, read);
      assertEquals(type, read.toTensor().type());
    }
  }

  @Test
  void valuesAreReadAsTheyWereWritten() throws IOException {
    OnnxTensor tensor = OnnxTensor.of("", Tensor.of(new float[] {1, 2}, 2));
    OnnxType tensorType = new OnnxType.TensorType(OnnxDataType.FLOAT, Optional.empty());
    OnnxValue.Sequence sequence = new OnnxValue.Sequence("s", List.of(tensor, tensor));
    OnnxType sequenceType = new OnnxType.SequenceType(tensorType);
    check(sequence, sequenceType);
    check(new OnnxValue.Sequence("empty", List.of()), sequenceType);
    check(
        new OnnxValue.OptionalValue("o", Optional.of(sequence)),
        new OnnxType.OptionalType(sequenceType));
    check(new OnnxValue.OptionalValue("", Optional.empty()), new OnnxType.OptionalType(tensorType));
    check(
        new OnnxValue.MapValue("m", OnnxDataType.INT64, List.of(1L, -2L), sequence),
        new OnnxType.MapType(OnnxDataType.INT64, tensorType));
    check(
        new OnnxValue.MapValue("m", OnnxDataType.STRING, List.of("a", "b"), sequence),
        new OnnxType.MapType(OnnxDataType.STRING, tensorType));
    check(
        new OnnxSparseTensor(
            tensor, OnnxTensor.of("", Tensor.of(new long[] {5, 3}, 2)), Shape.of(2, 3)),
        new OnnxType.SparseTensorType(OnnxDataType.FLOAT, Optional.empty()));
  }

  private void check(OnnxValue value, OnnxType type) throws IOException {
    Path file = folder.resolve("value.pb");
    OnnxWriter.write(value, file);
    assertEquals(value, OnnxTensorReader.read(file, type, Arena.ofAuto()));
  }

  @Test
  void rawDataIsASliceOfTheFile() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = OnnxWriter.toSegment(OnnxSeeds.product(), arena);
      OnnxModel model = OnnxReader.read(bytes, "model", Optional.empty(), arena);
      MemorySegment weights = model.graph().initializers().get(0).segment();
      assertEquals(24, weights.byteSize());
      assertTrue(weights.address() > bytes.address());
      assertTrue(weights.address() + 24 <= bytes.address() + bytes.byteSize());
    }
  }

  @Test
  void defaultDomainHasOneSpelling() {
    OnnxNode node = new OnnxNode("", "Relu", "ai.onnx", List.of(), List.of(), Map.of(), "");
    OnnxModel model =
        OnnxModel.of(10, 21, OnnxGraph.of("g", List.of(), List.of(), List.of(node), List.of()));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = OnnxWriter.toSegment(model, arena);
      OnnxModel read = OnnxReader.read(bytes, "model", Optional.empty(), arena);
      assertEquals("", read.graph().nodes().get(0).domain());
    }
  }

  @Test
  void sparsePositionsAreRowMajor() {
    OnnxSparseTensor coordinates = OnnxSeeds.everything().graph().sparseInitializers().get(0);
    assertEquals(2, coordinates.position(0));
    assertEquals(3, coordinates.position(1));
  }
}
