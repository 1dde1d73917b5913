package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.tier.Tiers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How well f32 is written as blocks. All tiers have the same encoders. */
class BlockEncodingTest {
  private static final long SEED = Long.getLong("lanewise.test.seed", 1_729);
  private static final BlockFormats FORMATS = Tiers.named("scalar").blockFormats();

  static List<ElementType> encodedTypes() {
    return BlockWeights.ALL.stream().filter(FORMATS::encodes).toList();
  }

  /** That the error is no greater than the other program's on the same values. */
  @ParameterizedTest
  @MethodSource("encodedTypes")
  void errsNoMoreThanAnotherProgram(ElementType type) {
    if (type == ElementType.FLOAT32) {
      return;
    }
    // f16 keeps the source to 11 bits, which no other of these formats does.
    float[] source = ReferenceBlocks.values("F16");
    float[] theirs = ReferenceBlocks.values(ReferenceBlocks.name(type));
    float[] ours = recode(type, source, null);
    double error = error(source, ours);
    double bound = error(source, theirs);
    assertTrue(error <= bound * 1.001, type + ": " + error + ", the other's " + bound);
  }

  /**
   * Bounds of the relative error on Gaussian values. A uniform step of s errs by s / √12; b bits
   * over about ±2.6 deviations, where the best range for a group of 32 ends, make a step of 5.2 /
   * 2ᵇ, so the error is about 1.5 / 2ᵇ, and each bit of the format halves it.
   */
  @ParameterizedTest
  @CsvSource({
    "FLOAT32, 0",
    "FLOAT16, 0.0003",
    "BFLOAT16, 0.002",
    "Q8_0, 0.006",
    "Q6_K, 0.019",
    "Q5_K, 0.045",
    "Q5_1, 0.045",
    "Q5_0, 0.047",
    "Q4_K, 0.09",
    "Q4_1, 0.09",
    "Q4_0, 0.095",
    "IQ4_NL, 0.085",
    "IQ4_XS, 0.085",
    "MXFP4, 0.12",
    "Q3_K, 0.18",
    "Q2_K, 0.33",
    "TQ1_0, 0.5",
    "TQ2_0, 0.5"
  })
  void errsLittleOnGaussianValues(ElementType type, double bound) {
    double error = error(gaussian(8192), recode(type, gaussian(8192), null));
    assertTrue(error <= bound, type + " errs by " + error);
  }

  @ParameterizedTest
  @EnumSource(names = {"Q8_0", "Q4_0", "Q5_0", "IQ4_NL", "MXFP4", "TQ1_0", "TQ2_0"})
  void findsTheValuesOfBlocksAgain(ElementType type) {
    float[] values = recode(type, gaussian(4096), null);
    assertEquals(0, error(values, recode(type, values, null)), type.label());
  }

  @ParameterizedTest
  @EnumSource(names = {"Q4_1", "Q5_1", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K", "IQ4_XS"})
  void losesLittleByEncodingAgain(ElementType type) {
    float[] source = gaussian(4096);
    float[] values = recode(type, source, null);
    double again = error(values, recode(type, values, null));
    assertTrue(again <= 0.25 * error(source, values), type + " errs by " + again + " again");
  }

  @ParameterizedTest
  @MethodSource("encodedTypes")
  void errsLessWhereItMatters(ElementType type) {
    if (type.isPlain() || type == ElementType.Q8_0) {
      return;
    }
    float[] source = gaussian(8192);
    float[] importance = new float[source.length];
    Random random = new Random(SEED + 1);
    for (int i = 0; i < importance.length; i++) {
      importance[i] = random.nextInt(8) == 0 ? 50f : 0.5f;
    }
    double alike = weighted(source, recode(type, source, null), importance);
    double weighed = weighted(source, recode(type, source, importance), importance);
    assertTrue(weighed < alike, type + ": " + weighed + " with, " + alike + " without");
  }

  @ParameterizedTest
  @MethodSource("encodedTypes")
  void keepsZerosAndConstantsAndTinyAndHugeValues(ElementType type) {
    float[] values = new float[2048];
    for (int i = 256; i < 512; i++) {
      values[i] = -0.75f;
    }
    for (int i = 512; i < 768; i++) {
      values[i] = i % 2 == 0 ? 0x1p-140f : 0f;
    }
    for (int i = 768; i < 1024; i++) {
      values[i] = (i % 2 == 0 ? 1 : -1) * 3e38f;
    }
    for (int i = 1024; i < 1280; i++) {
      values[i] = i == 1100 ? 60000f : 0f;
    }
    float[] back = recode(type, values, null);
    for (int i = 0; i < 256; i++) {
      assertEquals(0f, back[i], type.label());
    }
    for (int i = 256; i < 512; i++) {
      assertEquals(-0.75f, back[i], 0.004f, type.label());
    }
    for (int i = 512; i < 768; i++) {
      assertEquals(values[i], back[i], 0x1p-126f, type.label());
    }
    for (int i = 768; i < 1024; i++) {
      assertFalse(Float.isNaN(back[i]), type.label());
      assertEquals(Math.signum(values[i]), Math.signum(back[i]), type.label());
    }
    // the scale of MXFP4 is a power of two, and its codes near the greatest lie far apart
    float tolerance = type == ElementType.MXFP4 ? 6000f : 500f;
    assertEquals(60000f, back[1100], tolerance, type.label());
  }

  @ParameterizedTest
  @MethodSource("encodedTypes")
  void writesARowTheSameWhateverTheOthersAre(ElementType type) {
    Random random = new Random(SEED + 2);
    FloatMatrix many = FloatMatrix.random(300, 256, 2, 4, random);
    FloatMatrix one = FloatMatrix.of(1, 256, 0, 0);
    for (int i = 0; i < 256; i++) {
      one.set(0, i, many.get(289, i));
    }
    BlockMatrix manyBlocks = room(type, 300, 256);
    BlockMatrix oneBlock = room(type, 1, 256);
    Task encode = FORMATS.encode(many.view(), null, manyBlocks);
    Runs.assertSameBitsForAnyWorkers(
        encode, () -> manyBlocks.segment().toArray(ValueLayout.JAVA_BYTE));
    Runs.run(FORMATS.encode(one.view(), null, oneBlock));
    long bytes = type.byteSize(256);
    MemorySegment row = manyBlocks.segment().asSlice(289 * bytes, bytes);
    assertEquals(-1, row.mismatch(oneBlock.segment()), type.label());
  }

  @Tag(Runs.ALLOCATION)
  @ParameterizedTest
  @MethodSource("encodedTypes")
  void allocatesNothingWhenItEncodes(ElementType type) {
    FloatMatrix in = FloatMatrix.random(2, 256, 0, 0, new Random(SEED));
    Task encode = FORMATS.encode(in.view(), null, room(type, 2, 256));
    Runs.assertAllocatesNothing("encoding to " + type, encode);
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    FloatMatrix in = FloatMatrix.of(2, 256, 0, 0);
    rejects("iq1_s", in, null, room(ElementType.IQ1_S, 2, 256));
    rejects("in", in, null, room(ElementType.Q4_K, 3, 256));
    MemorySegment shortWeights = Arena.ofAuto().allocate(1020, 4);
    rejects("importance", in, shortWeights, room(ElementType.Q4_K, 2, 256));
    BlockMatrix blocks = room(ElementType.Q4_K, 2, 256);
    BlockMatrix overlapping = new BlockMatrix(ElementType.Q4_K, blocks.segment(), 0, 2, 256, 100);
    rejects("out", in, null, overlapping);
  }

  private static void rejects(
      String named, FloatMatrix in, MemorySegment importance, BlockMatrix out) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> FORMATS.encode(in.view(), importance, out));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }

  private static BlockMatrix room(ElementType type, int rows, int columns) {
    MemorySegment memory = Arena.ofAuto().allocate(rows * type.byteSize(columns), 64);
    memory.fill((byte) 0x7F);
    return BlockMatrix.dense(type, memory, 0, rows, columns);
  }

  /** What is left of values that were written as blocks. */
  private static float[] recode(ElementType type, float[] values, float[] importance) {
    FloatMatrix in = FloatMatrix.of(1, values.length, 0, 0);
    MemorySegment.copy(values, 0, in.buffer.segment, JAVA_FLOAT_UNALIGNED, 0, values.length);
    MemorySegment weights = null;
    if (importance != null) {
      weights = Arena.ofAuto().allocate(4L * importance.length, 4);
      MemorySegment.copy(importance, 0, weights, JAVA_FLOAT_UNALIGNED, 0, importance.length);
    }
    BlockMatrix blocks = room(type, 1, values.length);
    Runs.run(FORMATS.encode(in.view(), weights, blocks));
    return BlockWeights.decode(blocks);
  }

  private static float[] gaussian(int count) {
    Random random = new Random(SEED);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** The root of the squared error over the squared values. */
  private static double error(float[] expected, float[] actual) {
    double error = 0;
    double squares = 0;
    for (int i = 0; i < expected.length; i++) {
      double miss = (double) expected[i] - actual[i];
      error += miss * miss;
      squares += (double) expected[i] * expected[i];
    }
    return Math.sqrt(error / squares);
  }

  private static double weighted(float[] expected, float[] actual, float[] weights) {
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      double miss = (double) expected[i] - actual[i];
      error += weights[i] * miss * miss;
    }
    return error;
  }
}
