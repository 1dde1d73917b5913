package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.KeyRows;
import lanewise.kernels.Attention.Sizes;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every tier's attention does, held against the same in double precision. */
abstract class AttentionContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 4_713);
  private static final int ALL = Integer.MAX_VALUE;

  /** The kernel under test. */
  abstract Attention kernel();

  /** The types that keys and values may have. */
  enum CacheType {
    F32(ElementType.FLOAT32),
    F16(ElementType.FLOAT16),
    BF16(ElementType.BFLOAT16),
    I8(ElementType.INT8);

    final ElementType element;

    CacheType(ElementType element) {
      this.element = element;
    }

    static ElementType any(Random random) {
      return values()[random.nextInt(values().length)].element;
    }
  }

  private static AttentionCase of(Sizes sizes, CacheType type, Random random) {
    return new AttentionCase(sizes, type.element, type.element, random);
  }

  @ParameterizedTest
  @EnumSource
  void isNearTheTruthForEverySize(CacheType type) {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      String what = "seed " + SEED + " size " + size;
      check(of(new Sizes(size, 2, 1, 2, 3, 8, 9), type, random), size, what);
      check(of(new Sizes(1, size, 1, 2, 5, 8, 9), type, random), size, what);
      check(of(new Sizes(1, 2, 1, size, 13, 8, 9), type, random), size, what);
      check(of(new Sizes(1, 2, 2, 7, size, 8, 9), type, random), size, what);
      check(of(new Sizes(1, 2, 2, 7, 13, size, 9), type, random), size, what);
      check(of(new Sizes(1, 2, 2, 7, 13, 8, size), type, random), size, what);
    }
  }

  /** Every second case is masked, every third causal. */
  private void check(AttentionCase given, int number, String what) {
    Random random = new Random(number);
    if (number % 2 == 0) {
      given.masked(random);
    }
    if (number % 3 == 0) {
      given.causal(0, ALL, 0);
    }
    given.runAndCheck(kernel(), what);
  }

  @Test
  void isNearTheTruthForRandomSizesAndRules() {
    for (int i = 0; i < 2_000; i++) {
      Random random = new Random(SEED + i);
      int keyHeads = 1 + random.nextInt(3);
      int keys = 1 + random.nextInt(random.nextInt(20) == 0 ? 1_200 : 60);
      Sizes sizes =
          new Sizes(
              1 + random.nextInt(2),
              keyHeads * (1 + random.nextInt(3)),
              keyHeads,
              1 + random.nextInt(random.nextInt(8) == 0 ? 70 : 6),
              keys,
              1 + random.nextInt(40),
              1 + random.nextInt(40));
      AttentionCase given =
          new AttentionCase(sizes, CacheType.any(random), CacheType.any(random), random);
      if (random.nextInt(3) == 0) {
        given.masked(random);
      }
      if (random.nextBoolean()) {
        int before = random.nextBoolean() ? ALL : random.nextInt(keys + 1);
        int after = random.nextInt(3) == 0 ? random.nextInt(keys + 1) : 0;
        given.causal(random.nextInt(keys + 3) - 2, before, after);
      }
      if (random.nextInt(3) == 0) {
        given.softCap = 0.5f + random.nextInt(50);
      }
      if (random.nextInt(3) == 0) {
        given.withSinks(random);
      }
      given.runAndCheck(kernel(), "seed " + (SEED + i));
    }
  }

  @Test
  void isNearTheTruthAtEveryByteOffset() {
    // Operands start at a random byte after a 64-byte boundary; here each of them at each.
    for (int offset = 0; offset < 64; offset++) {
      int fixed = offset;
      Random random =
          new Random(SEED + 2) {
            private static final long serialVersionUID = 1;

            @Override
            public int nextInt(int bound) {
              return bound == 64 ? fixed : super.nextInt(bound);
            }
          };
      ElementType type = CacheType.values()[offset % 4].element;
      AttentionCase given =
          new AttentionCase(new Sizes(1, 2, 1, 3, 37, 19, 21), type, type, random);
      given.masked(random).withSinks(random).runAndCheck(kernel(), "offset " + offset);
    }
  }

  @Test
  void isNearTheTruthForTheSizesOfModels() {
    Random random = new Random(SEED + 3);
    int[][] sizes = {
      {1, 12, 12, 128, 128, 32, 32},
      {8, 12, 12, 16, 16, 32, 32},
      {1, 4, 4, 512, 512, 64, 64},
      {1, 2, 2, 300, 512, 64, 64},
      {2, 4, 1, 1, 700, 128, 128},
      {1, 32, 8, 1, 2048, 64, 64},
      {1, 8, 1, 1, 4096, 256, 256},
      {1, 24, 8, 1, 1025, 128, 128},
      {1, 4, 2, 130, 1500, 64, 64},
      {1, 2, 1, 600, 600, 128, 128},
      {3, 4, 4, 5, 513, 96, 96},
      {1, 8, 8, 2, 1024, 80, 80},
      {1, 6, 2, 17, 1023, 72, 64},
      {1, 1, 1, 250, 2000, 64, 128},
      {1, 16, 16, 64, 64, 64, 64},
      {16, 2, 1, 1, 900, 64, 64},
      {1, 64, 8, 1, 600, 64, 64},
      {1, 3, 3, 241, 777, 40, 48},
      {1, 2, 2, 8, 5000, 128, 64},
      {2, 14, 2, 33, 520, 64, 64},
    };
    for (int i = 0; i < sizes.length; i++) {
      int[] s = sizes[i];
      Sizes all = new Sizes(s[0], s[1], s[2], s[3], s[4], s[5], s[6]);
      CacheType type = CacheType.values()[i % 4];
      AttentionCase given = of(all, type, random);
      if (i % 2 == 1) {
        given.causal(i % 3, i % 5 == 1 ? 600 : ALL, 0);
      } else {
        given.masked(random);
      }
      given.runAndCheckSome(kernel(), "seed " + SEED + " " + type, random);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aQueryAloneHasTheBitsThatItHasInAPrompt(CacheType type) {
    Random random = new Random(SEED + 4);
    for (int before : new int[] {ALL, 90}) {
      AttentionCase given = of(new Sizes(2, 4, 2, 61, 1_100, 32, 24), type, random);
      given.causal(3, before, 0).withSinks(random);
      given.bind(kernel()).forEach(Runs::run);
      byte[] together = given.bytes();
      for (int row = 0; row < 61; row++) {
        given.bind(kernel(), row, 1).forEach(Runs::run);
      }
      assertArrayEquals(together, given.bytes());
    }
  }

  @Test
  void aQuerysBitsDoNotDependOnItsNeighbours() {
    Random random = new Random(SEED + 5);
    AttentionCase given = AttentionCase.f32(new Sizes(2, 3, 3, 50, 40, 32, 32), random);
    given.masked(random).bind(kernel()).forEach(Runs::run);
    byte[] together = given.bytes();
    for (int row = 0; row < 50; row++) {
      given.bind(kernel(), row, 1).forEach(Runs::run);
    }
    assertArrayEquals(together, given.bytes());
  }

  @Test
  void keysWithoutWeightChangeNoBit() {
    for (int keys : new int[] {1, 15, 16, 33, 100, 512, 600}) {
      for (float low : new float[] {-10_000f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
        AttentionCase shorter = withKeys(keys, keys, SEED + 6);
        AttentionCase longer = withKeys(keys + 128, keys, SEED + 6);
        shorter.masked(new Random(SEED + 7));
        longer.masked(new Random(SEED + 7));
        for (int j = 0; j < keys + 128; j++) {
          longer.mask.set(0, j, j < keys ? shorter.mask.get(0, j) : low);
        }
        shorter.bind(kernel()).forEach(Runs::run);
        longer.bind(kernel()).forEach(Runs::run);
        assertArrayEquals(values(shorter), values(longer), "keys " + keys + " low " + low);
      }
    }
  }

  @Test
  void roomBehindTheLastKeyChangesNoBitAndMayHoldAnything() {
    for (int keys : new int[] {1, 17, 511, 512, 513, 600}) {
      AttentionCase shorter = withKeys(keys, keys, SEED + 8);
      AttentionCase longer = withKeys(2_000, keys, SEED + 8);
      for (int j = keys; j < 2_000; j++) {
        longer.key.spoil(0, j);
        longer.value.spoil(0, j);
      }
      shorter.causal(0, ALL, 0);
      longer.causal(2_000 - keys, ALL, 0);
      shorter.bind(kernel()).forEach(Runs::run);
      longer.bind(kernel()).forEach(Runs::run);
      assertArrayEquals(values(shorter), values(longer), "keys " + keys);
    }
  }

  @Test
  void keysBeforeTheWindowMayHoldAnything() {
    Random random = new Random(SEED + 9);
    for (int queries : new int[] {1, 5}) {
      AttentionCase given = AttentionCase.f32(new Sizes(1, 2, 1, queries, 1_300, 16, 16), random);
      given.causal(0, 40, 0);
      for (int j = 0; j < 1_300 - queries - 40; j++) {
        given.key.spoil(0, j);
        given.value.spoil(0, j);
      }
      given.runAndCheck(kernel(), "queries " + queries);
    }
  }

  /** The same queries and the same first {@code equal} keys for the same seed. */
  private static AttentionCase withKeys(int keys, int equal, long seed) {
    AttentionCase given = AttentionCase.f32(new Sizes(1, 2, 2, 1, keys, 32, 32), new Random(seed));
    Random random = new Random(seed + 1);
    for (int j = 0; j < equal; j++) {
      for (int i = 0; i < 64; i++) {
        given.key.setReal(0, 0, j, i, Normals.next(random));
        given.value.setReal(0, 0, j, i, Normals.next(random));
      }
    }
    return given;
  }

  private static float[] values(AttentionCase given) {
    float[] values = new float[64];
    for (int i = 0; i < values.length; i++) {
      values[i] = given.out.get(0, i);
    }
    return values;
  }

  @Test
  void aQueryThatSeesNoKeyGivesZeros() {
    Random random = new Random(SEED + 10);
    for (int keys : new int[] {0, 20, 1_000}) {
      AttentionCase given = AttentionCase.f32(new Sizes(1, 2, 1, 3, keys, 16, 16), random);
      given.causal(keys + 10, ALL, 0);
      given.runAndCheck(kernel(), "keys " + keys);
      assertEquals(0f, given.out.get(0, 0));
    }
    AttentionCase given = AttentionCase.f32(new Sizes(1, 2, 1, 3, 600, 16, 16), random);
    given.masked(random);
    for (int j = 0; j < 600; j++) {
      given.mask.set(0, j, Float.NEGATIVE_INFINITY);
    }
    given.runAndCheck(kernel(), "all masked");
  }

  @Test
  void sinksTakeTheirShare() {
    Random random = new Random(SEED + 11);
    AttentionCase given = AttentionCase.f32(new Sizes(1, 2, 1, 1, 3, 16, 16), random);
    given.withSinks(random);
    given.sinks.setReal(0, 200);
    given.sinks.setReal(1, -200);
    given.runAndCheck(kernel(), "sinks");
    assertTrue(Math.abs(given.out.get(0, 0)) < 1e-30f);
  }

  @Test
  void givesNaNWhereTheQueryHoldsOneAndNowhereElse() {
    Random random = new Random(SEED + 12);
    AttentionCase given = AttentionCase.f32(new Sizes(1, 1, 1, 8, 21, 16, 16), random);
    given.query.set(3, 5, Float.NaN);
    given.bind(kernel()).forEach(Runs::run);
    for (int row = 0; row < 8; row++) {
      for (int i = 0; i < 16; i++) {
        assertEquals(row == 3, Float.isNaN(given.out.get(row, i)), "row " + row);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesExtremeNumbers(CacheType type) {
    Random random = new Random(SEED + 13);
    for (double factor : new double[] {0x1p-149, 0x1p-130, 0, -0.0, 0x1p30, 0x1p60}) {
      AttentionCase given = of(new Sizes(1, 2, 1, 4, 30, 16, 16), type, random);
      for (int row = 0; row < 4; row++) {
        for (int c = 0; c < 32; c++) {
          given.query.set(row, c, (float) (given.query.get(row, c) * factor));
        }
      }
      // With scores this far apart one key has all the weight: its value is the result.
      given.scale = factor > 1 ? 1f : given.scale;
      given.runAndCheck(kernel(), "factor " + factor);
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfWorkers() {
    Random random = new Random(SEED + 14);
    AttentionCase prompt = AttentionCase.f32(new Sizes(2, 3, 3, 140, 77, 32, 32), random);
    prompt.masked(random);
    Runs.assertSameBitsForAnyWorkers(prompt.bind(kernel()), prompt::bytes);
    for (CacheType type : CacheType.values()) {
      AttentionCase step = of(new Sizes(1, 8, 2, 1, 3_000, 32, 32), type, random);
      step.causal(5, ALL, 0).withSinks(random);
      step.softCap = 20;
      Runs.assertSameBitsForAnyWorkers(step.bind(kernel()), step::bytes);
    }
  }

  @Tag(Runs.ALLOCATION)
  @ParameterizedTest
  @EnumSource
  void allocatesNothingWhenItRuns(CacheType type) {
    Random random = new Random(SEED + 15);
    AttentionCase prompt = of(new Sizes(1, 2, 2, 20, 77, 32, 32), type, random);
    prompt.masked(random);
    AttentionCase step = of(new Sizes(1, 4, 2, 1, 700, 32, 32), type, random);
    step.causal(5, ALL, 0);
    for (Task task : prompt.bind(kernel())) {
      Runs.assertAllocatesNothing("attention of a prompt", task);
    }
    for (Task task : step.bind(kernel())) {
      Runs.assertAllocatesNothing("attention of one query", task);
    }
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    Random random = new Random(SEED + 16);
    AttentionCase given = AttentionCase.f32(new Sizes(1, 2, 2, 4, 5, 8, 8), random);
    MemorySegment scratch = Arena.ofAuto().allocate(1 << 20, 64);
    rejects(new Sizes(1, 3, 2, 4, 5, 8, 8), given, scratch, "heads");
    rejects(new Sizes(1, 2, 2, 5, 5, 8, 8), given, scratch, "query");
    rejects(new Sizes(1, 2, 2, 4, 6, 8, 8), given, scratch, "key");
    rejects(new Sizes(1, 2, 2, -1, 5, 8, 8), given, scratch, "negative");
    rejects(given.sizes, given, Arena.ofAuto().allocate(4, 64), "scratch");
    given.softCap = -1;
    rejects(given.sizes, given, scratch, "softCap");
    given.softCap = 0;
    given.causal(0, -1, 0);
    rejects(given.sizes, given, scratch, "span");
  }

  private void rejects(Sizes sizes, AttentionCase given, MemorySegment scratch, String named) {
    KeyRows key = given.key.rows();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                kernel()
                    .attend(
                        sizes,
                        AttentionCase.heads(given.query, 4, 8),
                        key,
                        given.value.rows(),
                        given.rule(),
                        AttentionCase.heads(given.out, 4, 8),
                        scratch));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
