package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernels.ElementType;
import lanewise.kernels.Quantization;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What every tier's quantization does, to the bit. */
abstract class QuantizationContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 20_254);

  /** The kernels under test. */
  abstract Quantization kernels();

  @Test
  void dynamicQuantizeMatchesOnnxExamples() {
    checkDynamic(new float[] {0, 2, -3, -2.5f, 1.34f, 0.5f}, 0x1.414142p-6f, 153);
    checkDynamic(new float[] {-1, -2.1f, -1.3f, -2.5f, -3.34f, -4}, 0x1.010102p-6f, 255);
    checkDynamic(
        new float[] {1, 2.1f, 1.3f, 2.5f, 3.34f, 4, 1.5f, 2.6f, 3.9f, 4, 3, 2.345f},
        0x1.010102p-6f,
        0);
    checkDynamic(new float[] {0, 0, -0f}, 1f, 0);
  }

  private void checkDynamic(float[] values, float scale, int zeroPoint) {
    Buffer in = Buffer.floats(4, values);
    Buffer out = Buffer.of(ElementType.UINT8, values.length, 3);
    Buffer scales = Buffer.of(ElementType.FLOAT32, 1, 2);
    Buffer zeroPoints = Buffer.of(ElementType.UINT8, 1, 1);
    Runs.run(
        kernels()
            .dynamicQuantize(
                in.segment, 1, values.length, out.segment, scales.segment, zeroPoints.segment));
    assertEquals(scale, (float) scales.real(0));
    assertEquals(zeroPoint, zeroPoints.code(0));
    for (int i = 0; i < values.length; i++) {
      assertEquals(quantized(values[i], scale, zeroPoint, 0, 255), out.integer(i));
    }
  }

  @Test
  void dynamicQuantizeTreatsEachGroupAlone() {
    Random random = new Random(SEED);
    for (int round = 0; round <= 2_000; round++) {
      int length = round <= 300 ? round : random.nextInt(round % 90 == 0 ? 9_000 : 60);
      int groups = 1 + length % 4;
      Buffer in = Buffer.of(ElementType.FLOAT32, groups * length, length % 64);
      for (int i = 0; i < in.count; i++) {
        in.setReal(
            i,
            length % 5 == 4
                ? Values.real(ElementType.FLOAT32, random)
                : random.nextGaussian() * 3 + (length % 3 - 1) * 5);
      }
      Buffer out = Buffer.of(ElementType.UINT8, groups * length, length * 3 % 64);
      Buffer scales = Buffer.of(ElementType.FLOAT32, groups, 4);
      Buffer zeroPoints = Buffer.of(ElementType.UINT8, groups, 1);
      Runs.run(
          kernels()
              .dynamicQuantize(
                  in.segment, groups, length, out.segment, scales.segment, zeroPoints.segment));
      out.assertGuardsIntact("out");
      scales.assertGuardsIntact("scales");
      zeroPoints.assertGuardsIntact("zeroPoints");
      for (int group = 0; group < groups; group++) {
        checkGroup(in, group, length, out, scales, zeroPoints);
      }
    }
  }

  private static void checkGroup(
      Buffer in, int group, int length, Buffer out, Buffer scales, Buffer zeroPoints) {
    float min = 0;
    float max = 0;
    for (int i = 0; i < length; i++) {
      float x = (float) in.real(group * length + i);
      min = Float.isNaN(x) ? min : Math.min(min, x);
      max = Float.isNaN(x) ? max : Math.max(max, x);
    }
    float scale = max == min ? 1 : (max - min) / 255;
    float raw = 0 - min / scale;
    int zeroPoint = Float.isNaN(raw) ? 0 : (int) Math.rint(Math.max(0, Math.min(255, raw)));
    assertEquals(scale, (float) scales.real(group), "scale of a group of " + length);
    assertEquals(zeroPoint, zeroPoints.integer(group), "zero point of a group of " + length);
    for (int i = 0; i < length; i++) {
      float x = (float) in.real(group * length + i);
      assertEquals(
          quantized(x, scale, zeroPoint, 0, 255),
          out.integer(group * length + i),
          () -> x + " / " + scale + " + " + zeroPoint);
    }
  }

  /** By decimal arithmetic after the one division that ONNX makes in f32. */
  private static long quantized(float x, float scale, long zeroPoint, long least, long greatest) {
    float steps = x / scale;
    if (Float.isNaN(steps)) {
      return zeroPoint;
    }
    if (Float.isInfinite(steps)) {
      return steps > 0 ? greatest : least;
    }
    long rounded =
        new BigDecimal(steps)
            .setScale(0, RoundingMode.HALF_EVEN)
            .max(BigDecimal.valueOf(-1_000_000))
            .min(BigDecimal.valueOf(1_000_000))
            .round(MathContext.UNLIMITED)
            .longValueExact();
    return Math.max(least, Math.min(greatest, rounded + zeroPoint));
  }

  @TestFactory
  Stream<DynamicTest> quantizesAndDequantizesPerChannel() {
    return Stream.of(
            ElementType.INT8,
            ElementType.UINT8,
            ElementType.INT16,
            ElementType.UINT16,
            ElementType.INT4,
            ElementType.UINT4,
            ElementType.INT2,
            ElementType.UINT2)
        .map(type -> DynamicTest.dynamicTest(type.label(), () -> channelCases(type)));
  }

  private void channelCases(ElementType type) {
    Random random = new Random(SEED);
    for (int round = 0; round < 2_020; round++) {
      int outer = 1 + random.nextInt(round < 2_000 ? 3 : 40);
      int channels = round % 3 == 0 ? 1 : 1 + random.nextInt(round % 3 == 1 ? 70 : 4);
      int inner =
          round % 3 == 1
              ? 1
              : round % 3 == 0 && round < 400 ? round / 3 + 1 : 1 + random.nextInt(40);
      int count = outer * channels * inner;
      Buffer in = Buffer.random(ElementType.FLOAT32, count, round % 64, random);
      Buffer scales = Buffer.of(ElementType.FLOAT32, channels, 4);
      for (int i = 0; i < channels; i++) {
        scales.setReal(i, Math.exp(random.nextGaussian() - 2));
      }
      Buffer zeroPoints = round % 4 == 0 ? null : Buffer.random(type, channels, round % 5, random);
      Buffer out = Buffer.of(type, count, round * 3 % 64);
      var zeroSegment = zeroPoints == null ? null : zeroPoints.segment;
      Runs.run(
          kernels()
              .quantize(
                  type,
                  in.segment,
                  outer,
                  channels,
                  inner,
                  scales.segment,
                  zeroSegment,
                  out.segment));
      out.assertGuardsIntact("quantize");
      Buffer back = Buffer.of(ElementType.FLOAT32, count, round * 7 % 64);
      Runs.run(
          kernels()
              .dequantize(
                  type,
                  out.segment,
                  outer,
                  channels,
                  inner,
                  scales.segment,
                  zeroSegment,
                  back.segment));
      back.assertGuardsIntact("dequantize");
      for (int i = 0; i < count; i++) {
        int channel = i / inner % channels;
        float scale = (float) scales.real(channel);
        long zeroPoint = zeroPoints == null ? 0 : zeroPoints.integer(channel);
        long expected =
            quantized(
                (float) in.real(i),
                scale,
                zeroPoint,
                Values.least(type).longValue(),
                Values.greatest(type).longValue());
        assertEquals(expected, out.integer(i), type.label() + " of " + in.real(i));
        assertEquals((expected - zeroPoint) * scale, (float) back.real(i));
      }
    }
  }

  @Test
  void dequantizesWideIntegersAndSmallFloats() {
    Random random = new Random(SEED);
    Buffer ints = Buffer.random(ElementType.INT32, 50, 4, random);
    Buffer scales = Buffer.floats(0, 0.25f);
    Buffer out = Buffer.of(ElementType.FLOAT32, 50, 8);
    Runs.run(
        kernels()
            .dequantize(
                ElementType.INT32, ints.segment, 1, 1, 50, scales.segment, null, out.segment));
    for (int i = 0; i < 50; i++) {
      assertEquals(ints.integer(i) * 0.25f, (float) out.real(i));
    }
    for (ElementType type :
        new ElementType[] {
          ElementType.FLOAT8_E4M3FN, ElementType.FLOAT8_E5M2, ElementType.FLOAT4_E2M1
        }) {
      Buffer in = Buffer.random(ElementType.FLOAT32, 50, 4, random);
      Buffer codes = Buffer.of(type, 50, 1);
      Runs.run(kernels().quantize(type, in.segment, 1, 1, 50, scales.segment, null, codes.segment));
      Runs.run(
          kernels().dequantize(type, codes.segment, 1, 1, 50, scales.segment, null, out.segment));
      for (int i = 0; i < 50; i++) {
        float quotient = (float) in.real(i) / 0.25f + 0f;
        int code = Values.nearestSmallFloat(type, quotient, true);
        assertEquals(code, codes.code(i), type.label() + " of " + quotient);
        assertEquals((float) Values.smallFloat(type, code) * 0.25f, (float) out.real(i));
      }
    }
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void sameBitsForAnyThreadCountAndNoAllocation() {
    Buffer in = Buffer.random(ElementType.FLOAT32, 64 * 1500, 0, new Random(SEED));
    Buffer out = Buffer.of(ElementType.UINT8, 64 * 1500, 0);
    Buffer scales = Buffer.of(ElementType.FLOAT32, 64, 0);
    Buffer zeroPoints = Buffer.of(ElementType.UINT8, 64, 0);
    Runs.assertSameBitsForAnyWorkers(
        kernels()
            .dynamicQuantize(in.segment, 64, 1500, out.segment, scales.segment, zeroPoints.segment),
        out::bytes);
    Runs.assertAllocatesNothing(
        "dynamicQuantize",
        kernels()
            .dynamicQuantize(in.segment, 3, 400, out.segment, scales.segment, zeroPoints.segment));
    Runs.assertAllocatesNothing(
        "quantize",
        kernels()
            .quantize(
                ElementType.UINT8,
                in.segment,
                4,
                4,
                100,
                scales.segment,
                zeroPoints.segment,
                out.segment));
  }

  @Test
  void rejectsTypesThatHoldNoQuantizedValues() {
    Buffer buffer = Buffer.of(ElementType.FLOAT64, 4, 0);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .quantize(
                    ElementType.INT64,
                    buffer.segment,
                    1,
                    1,
                    4,
                    buffer.segment,
                    null,
                    buffer.segment));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .dequantize(
                    ElementType.BOOL,
                    buffer.segment,
                    1,
                    1,
                    4,
                    buffer.segment,
                    null,
                    buffer.segment));
  }
}
