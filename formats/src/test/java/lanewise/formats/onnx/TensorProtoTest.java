package lanewise.formats.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import lanewise.formats.ModelFormatException;
import lanewise.formats.protobuf.WireWriter;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;

/** The typed data fields of {@code TensorProto}, and what is refused in them. */
final class TensorProtoTest {
  private static final int FLOAT_DATA = 4;
  private static final int INT32_DATA = 5;
  private static final int INT64_DATA = 7;
  private static final int RAW_DATA = 9;
  private static final int DOUBLE_DATA = 10;
  private static final int UINT64_DATA = 11;

  private static WireWriter proto(OnnxDataType type, Long... dims) {
    return new WireWriter().int64s(1, List.of(dims)).int64(2, type.number());
  }

  private static MemorySegment zeros(int count) {
    return MemorySegment.ofArray(new byte[count]);
  }

  private static OnnxTensor read(WireWriter proto) {
    MemorySegment bytes = Arena.ofAuto().allocate(proto.byteSize());
    proto.copyTo(bytes);
    return OnnxTensorReader.read(bytes, "tensor.pb", Arena.ofAuto());
  }

  private static ModelFormatException refused(WireWriter proto) {
    return assertThrows(ModelFormatException.class, () -> read(proto));
  }

  @Test
  void decodesEveryTypedField() {
    assertArrayEquals(
        new float[] {1, -2},
        read(proto(OnnxDataType.FLOAT, 2L).float32s(FLOAT_DATA, List.of(1f, -2f)))
            .toTensor()
            .toFloatArray());
    assertArrayEquals(
        new float[] {1, -2},
        read(proto(OnnxDataType.FLOAT, 2L).float32(FLOAT_DATA, 1f).float32(FLOAT_DATA, -2f))
            .toTensor()
            .toFloatArray());
    assertArrayEquals(
        new long[] {-1, 300},
        read(proto(OnnxDataType.INT64, 2L).int64s(INT64_DATA, List.of(-1L, 300L)))
            .toTensor()
            .toLongArray());
    assertArrayEquals(
        new int[] {-1, 300},
        read(proto(OnnxDataType.INT32, 2L).int64(INT32_DATA, -1).int64(INT32_DATA, 300))
            .toTensor()
            .toIntArray());
    assertArrayEquals(
        new byte[] {-1, 127, -128},
        bytes(proto(OnnxDataType.INT8, 3L).int64s(INT32_DATA, List.of(-1L, 127L, -128L))));
    assertArrayEquals(
        new byte[] {-1, 1},
        bytes(proto(OnnxDataType.UINT8, 2L).int64s(INT32_DATA, List.of(255L, 1L))));
    assertArrayEquals(
        new byte[] {1, 0}, bytes(proto(OnnxDataType.BOOL, 2L).int64s(INT32_DATA, List.of(1L, 0L))));
    assertArrayEquals(
        new byte[] {0, 0x3C}, bytes(proto(OnnxDataType.FLOAT16, 1L).int64(INT32_DATA, 0x3C00)));
    assertArrayEquals(
        new byte[] {0x21, 0x03},
        bytes(proto(OnnxDataType.INT4, 3L).int64s(INT32_DATA, List.of(0x21L, 0x03L))));
    assertArrayEquals(
        new byte[] {-1, -1, -1, -1},
        bytes(proto(OnnxDataType.UINT32, 1L).int64(UINT64_DATA, 0xFFFF_FFFFL)));
    assertArrayEquals(
        new byte[] {-1, -1, -1, -1, -1, -1, -1, -1},
        bytes(proto(OnnxDataType.UINT64, 1L).int64(UINT64_DATA, -1)));
    assertArrayEquals(
        new byte[16], bytes(proto(OnnxDataType.DOUBLE, 2L).bytes(DOUBLE_DATA, zeros(16))));
    assertArrayEquals(
        new byte[16], bytes(proto(OnnxDataType.COMPLEX64, 2L).bytes(FLOAT_DATA, zeros(16))));
    assertArrayEquals(
        new byte[32],
        bytes(
            proto(OnnxDataType.COMPLEX128, 2L)
                .bytes(DOUBLE_DATA, zeros(16))
                .bytes(DOUBLE_DATA, zeros(16))));
  }

  private static byte[] bytes(WireWriter proto) {
    return read(proto).toTensor().toByteArray();
  }

  @Test
  void decodesNumbersThatPrecedeTypeAndDims() {
    WireWriter proto = new WireWriter().int64s(INT64_DATA, List.of(4L, 5L)).int64(2, 7).int64(1, 2);
    assertArrayEquals(new long[] {4, 5}, read(proto).toTensor().toLongArray());
  }

  @Test
  void decodesManyNumbers() {
    WireWriter proto = proto(OnnxDataType.INT8, 10_000L);
    for (int index = 0; index < 10_000; index++) {
      proto.int64(INT32_DATA, index % 100);
    }
    byte[] decoded = bytes(proto);
    for (int index = 0; index < decoded.length; index++) {
      assertEquals(index % 100, decoded[index]);
    }
  }

  @Test
  void readsScalarsAndEmptyTensors() {
    assertEquals(0, read(proto(OnnxDataType.FLOAT).float32(FLOAT_DATA, 3)).shape().rank());
    Tensor empty = read(proto(OnnxDataType.FLOAT, 0L, 1L << 62, 1L << 62)).toTensor();
    assertEquals(0, empty.elementCount());
  }

  @Test
  void rejectsDimsThatTheDataDoesNotHave() {
    refused(proto(OnnxDataType.FLOAT, 1L << 40).bytes(RAW_DATA, zeros(4)));
    refused(proto(OnnxDataType.FLOAT, 1L << 40).float32(FLOAT_DATA, 1));
    refused(proto(OnnxDataType.INT64, 1L << 40).int64(INT64_DATA, 1));
    refused(proto(OnnxDataType.FLOAT, 2L));
  }

  @Test
  void rejectsMoreDataThanTheDimsHold() {
    refused(proto(OnnxDataType.FLOAT, 1L).bytes(RAW_DATA, zeros(8)));
    refused(proto(OnnxDataType.FLOAT, 1L).bytes(FLOAT_DATA, zeros(8)));
    refused(proto(OnnxDataType.INT64, 1L).int64s(INT64_DATA, List.of(1L, 2L)));
    refused(proto(OnnxDataType.INT64, 2L).int64s(INT64_DATA, List.of(1L)));
  }

  @Test
  void rejectsNegativeDims() {
    assertTrue(refused(proto(OnnxDataType.FLOAT, -1L)).getMessage().contains("negative"));
    refused(proto(OnnxDataType.FLOAT, 0L, -1L));
    refused(proto(OnnxDataType.FLOAT, -2L, -2L).bytes(RAW_DATA, zeros(16)));
  }

  @Test
  void rejectsDimsWhoseProductOverflows() {
    refused(proto(OnnxDataType.FLOAT, 1L << 32, 1L << 32).bytes(RAW_DATA, zeros(4)));
    refused(proto(OnnxDataType.FLOAT, 1L << 62).bytes(RAW_DATA, zeros(4)));
    refused(proto(OnnxDataType.INT4, Long.MAX_VALUE).bytes(RAW_DATA, zeros(4)));
  }

  @Test
  void rejectsMoreDimensionsThanAllowed() {
    Long[] dims = new Long[OnnxReader.MAX_RANK + 1];
    Arrays.fill(dims, 1L);
    refused(proto(OnnxDataType.FLOAT, dims).float32(FLOAT_DATA, 1));
    Long[] allowed = Arrays.copyOf(dims, OnnxReader.MAX_RANK);
    assertEquals(
        OnnxReader.MAX_RANK,
        read(proto(OnnxDataType.FLOAT, allowed).float32(FLOAT_DATA, 1)).shape().rank());
  }

  @Test
  void rejectsUnknownAndUndefinedTypes() {
    refused(new WireWriter().int64(2, 27));
    refused(new WireWriter().int64(2, -1));
    refused(new WireWriter().int64(2, 0));
    refused(new WireWriter());
  }

  @Test
  void rejectsNumbersThatDoNotFitTheType() {
    refused(proto(OnnxDataType.INT8, 1L).int64(INT32_DATA, 256));
    refused(proto(OnnxDataType.INT8, 1L).int64(INT32_DATA, -129));
    refused(proto(OnnxDataType.FLOAT16, 1L).int64(INT32_DATA, 65536));
    refused(proto(OnnxDataType.INT32, 1L).int64(INT32_DATA, 1L << 32));
    refused(proto(OnnxDataType.UINT32, 1L).int64(UINT64_DATA, 1L << 32));
  }

  @Test
  void rejectsDataInAnotherTypesField() {
    refused(proto(OnnxDataType.FLOAT, 1L).int64(INT32_DATA, 1));
    refused(proto(OnnxDataType.INT64, 1L).int64(INT32_DATA, 1));
    refused(proto(OnnxDataType.FLOAT, 1L).string(6, "1"));
  }

  @Test
  void rejectsDataInTwoFields() {
    refused(proto(OnnxDataType.FLOAT, 1L).float32(FLOAT_DATA, 1).bytes(RAW_DATA, zeros(4)));
    refused(proto(OnnxDataType.FLOAT, 1L).float32(FLOAT_DATA, 1).int64(INT64_DATA, 1));
  }

  @Test
  void rejectsStringTensorWithOtherData() {
    refused(proto(OnnxDataType.STRING, 2L).string(6, "one"));
    refused(proto(OnnxDataType.STRING, 0L).bytes(RAW_DATA, zeros(4)));
    refused(proto(OnnxDataType.STRING, 1L << 40).string(6, "one"));
  }

  @Test
  void rejectsSegmentsAndUnknownLocations() {
    refused(proto(OnnxDataType.FLOAT, 1L).message(3, new WireWriter().int64(1, 0)));
    refused(proto(OnnxDataType.FLOAT, 1L).float32(FLOAT_DATA, 1).int64(14, 2));
  }

  @Test
  void rejectsSparseIndicesOutsideTheShape() {
    for (long index : new long[] {-1, 6, Long.MAX_VALUE}) {
      OnnxTensor values = OnnxTensor.of("", Tensor.of(new float[] {1}, 1));
      OnnxTensor indices = OnnxTensor.of("", Tensor.of(new long[] {index}, 1));
      WireWriter sparse =
          new WireWriter()
              .message(1, TensorProtoWriter.tensor(values))
              .message(2, TensorProtoWriter.tensor(indices))
              .int64s(3, List.of(2L, 3L));
      WireWriter graph = new WireWriter().message(15, sparse);
      ModelFormatException refused =
          assertThrows(ModelFormatException.class, () -> HostileOnnxTest.model(graph));
      assertTrue(refused.getMessage().contains("outside"), refused.getMessage());
    }
  }

  @Test
  void messagesTellFileOffsetFieldFoundAndAllowed() {
    ModelFormatException refused =
        refused(proto(OnnxDataType.FLOAT, 3L).string(8, "w").bytes(RAW_DATA, zeros(4)));
    assertEquals("tensor.pb", refused.source());
    assertTrue(refused.byteOffset() > 0);
    assertEquals("TensorProto.raw_data", refused.field());
    assertTrue(
        refused.getMessage().contains("'w': found 4 bytes, FLOAT[3] takes 12"),
        refused.getMessage());
  }
}
