package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import lanewise.kernels.AttentionF32;
import lanewise.kernels.AttentionF32.Heads;
import lanewise.kernels.AttentionF32.Mask;
import lanewise.kernels.AttentionF32.Sizes;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Test;

/** What every tier's f32 attention does, held against the same in double precision. */
abstract class AttentionF32Contract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 4_713);
  private static final int MOST_WORKERS = 8;

  /** The kernel under test. */
  abstract AttentionF32 kernel();

  /** Heads side by side in rows, {@code [batch, rows, heads, size]} with a gap after each row. */
  private record HeadRows(FloatMatrix matrix, int rows, int size) {
    static HeadRows random(int batch, int heads, int rows, int size, int gap, Random random) {
      return new HeadRows(
          FloatMatrix.random(batch * rows, heads * size, gap, random.nextInt(64), random),
          rows,
          size);
    }

    Heads heads() {
      long rowStride = matrix.view().rowStride();
      return new Heads(matrix.buffer.segment, 0, rows * rowStride, size, rowStride);
    }

    float get(int batch, int head, int row, int i) {
      return matrix.get(batch * rows + row, head * size + i);
    }
  }

  /** All operands of one attention. */
  private final class Case {
    final Sizes sizes;
    final HeadRows query;
    final HeadRows key;
    final HeadRows value;
    final FloatMatrix mask;
    final HeadRows out;
    final float scale;

    Case(Sizes sizes, boolean masked, Random random) {
      int gap = random.nextInt(4);
      this.sizes = sizes;
      int batch = sizes.batch();
      query = HeadRows.random(batch, sizes.heads(), sizes.queries(), sizes.headSize(), gap, random);
      key = HeadRows.random(batch, sizes.keyHeads(), sizes.keys(), sizes.headSize(), gap, random);
      value =
          HeadRows.random(batch, sizes.keyHeads(), sizes.keys(), sizes.valueSize(), gap, random);
      out = HeadRows.random(batch, sizes.heads(), sizes.queries(), sizes.valueSize(), gap, random);
      mask = masked ? FloatMatrix.random(batch, sizes.keys(), 0, random.nextInt(64), random) : null;
      scale = (float) (1 / Math.sqrt(sizes.headSize()));
    }

    Task bind() {
      long bytes = MOST_WORKERS * kernel().scratchBytesPerWorker(sizes);
      MemorySegment scratch = Arena.ofAuto().allocate(Math.max(bytes, 64), 64);
      scratch.fill((byte) 0xFF);
      Mask bound =
          mask == null ? null : new Mask(mask.buffer.segment, 0, mask.view().rowStride(), 0, 0);
      return kernel()
          .attend(
              sizes, query.heads(), key.heads(), value.heads(), bound, scale, out.heads(), scratch);
    }

    /** Checks one row of the output. */
    void check(int batch, int head, int row) {
      int keyHead = head / (sizes.heads() / sizes.keyHeads());
      double[] weights = new double[sizes.keys()];
      double max = Double.NEGATIVE_INFINITY;
      for (int j = 0; j < weights.length; j++) {
        double dot = 0;
        for (int c = 0; c < sizes.headSize(); c++) {
          dot += (double) query.get(batch, head, row, c) * key.get(batch, keyHead, j, c);
        }
        weights[j] = dot * scale + (mask == null ? 0 : mask.get(batch, j));
        max = Math.max(max, weights[j]);
      }
      double sum = 0;
      for (int j = 0; j < weights.length; j++) {
        weights[j] = Math.exp(weights[j] - max);
        sum += weights[j];
      }
      for (int c = 0; c < sizes.valueSize(); c++) {
        double expected = 0;
        double magnitude = 0;
        for (int j = 0; j < weights.length; j++) {
          double term = weights[j] / sum * value.get(batch, keyHead, j, c);
          expected += term;
          magnitude += Math.abs(term);
        }
        // scores of a few units are off by a few roundings each, and so is every weight
        double bound = (1e-5 + weights.length * 0x1p-24) * magnitude + 1e-30;
        double actual = out.get(batch, head, row, c);
        if (!(Math.abs(expected - actual) <= bound)) {
          assertEquals(
              expected, actual, bound, sizes + " seed " + SEED + ": row " + row + ", " + c);
        }
      }
    }

    void runAndCheck() {
      Runs.run(bind());
      for (int batch = 0; batch < sizes.batch(); batch++) {
        for (int head = 0; head < sizes.heads(); head++) {
          for (int row = 0; row < sizes.queries(); row++) {
            check(batch, head, row);
          }
        }
      }
      out.matrix().assertOnlyElementsWritten(sizes.toString());
    }
  }

  @Test
  void isNearTheTruthForEverySize() {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      boolean masked = size % 2 == 0;
      new Case(new Sizes(1, 2, 1, size, 13, 8, 9), masked, random).runAndCheck();
      new Case(new Sizes(1, 2, 2, 7, size, 8, 9), masked, random).runAndCheck();
      new Case(new Sizes(1, 2, 2, 7, 13, size, 9), masked, random).runAndCheck();
      new Case(new Sizes(1, 2, 2, 7, 13, 8, size), masked, random).runAndCheck();
    }
  }

  @Test
  void isNearTheTruthForRandomSizes() {
    Random random = new Random(SEED + 1);
    for (int i = 0; i < 200; i++) {
      int keyHeads = 1 + random.nextInt(3);
      Sizes sizes =
          new Sizes(
              1 + random.nextInt(3),
              keyHeads * (1 + random.nextInt(3)),
              keyHeads,
              1 + random.nextInt(40),
              1 + random.nextInt(150),
              1 + random.nextInt(70),
              1 + random.nextInt(70));
      new Case(sizes, random.nextBoolean(), random).runAndCheck();
    }
  }

  @Test
  void isNearTheTruthForTheSizesOfModels() {
    Random random = new Random(SEED + 2);
    new Case(new Sizes(1, 12, 12, 128, 128, 32, 32), true, random).runAndCheck();
    new Case(new Sizes(1, 2, 2, 300, 512, 64, 64), true, random).runAndCheck();
    new Case(new Sizes(2, 4, 1, 1, 700, 128, 128), false, random).runAndCheck();
  }

  @Test
  void keysWithoutWeightChangeNoBit() {
    for (int keys : new int[] {1, 15, 16, 33, 100}) {
      for (float low : new float[] {-10_000f, -Float.MAX_VALUE, Float.NEGATIVE_INFINITY}) {
        Case shorter = new Case(new Sizes(1, 2, 2, 9, keys, 32, 32), true, new Random(SEED + 3));
        Case longer = new Case(new Sizes(1, 2, 2, 9, 128, 32, 32), true, new Random(SEED + 4));
        copy(shorter.query.matrix(), longer.query.matrix());
        copy(shorter.key.matrix(), longer.key.matrix());
        copy(shorter.value.matrix(), longer.value.matrix());
        for (int j = 0; j < 128; j++) {
          longer.mask.set(0, j, j < keys ? shorter.mask.get(0, j) : low);
        }
        Runs.run(shorter.bind());
        Runs.run(longer.bind());
        for (int row = 0; row < 9; row++) {
          for (int i = 0; i < 64; i++) {
            assertEquals(
                shorter.out.matrix().get(row, i), longer.out.matrix().get(row, i), "keys " + keys);
          }
        }
      }
    }
  }

  private static void copy(FloatMatrix from, FloatMatrix to) {
    for (int row = 0; row < from.rows; row++) {
      for (int column = 0; column < from.columns; column++) {
        to.set(row, column, from.get(row, column));
      }
    }
  }

  @Test
  void aQuerysBitsDoNotDependOnItsNeighbours() {
    Case all = new Case(new Sizes(2, 3, 3, 50, 40, 32, 32), true, new Random(SEED + 5));
    Runs.run(all.bind());
    byte[] together = all.out.matrix().buffer.bytes();
    Heads query = all.query.heads();
    Heads out = all.out.heads();
    Sizes one = new Sizes(2, 3, 3, 1, 40, 32, 32);
    MemorySegment scratch = Arena.ofAuto().allocate(kernel().scratchBytesPerWorker(one) + 64, 64);
    for (int row = 0; row < 50; row++) {
      Task task =
          kernel()
              .attend(
                  one,
                  rowOf(query, row),
                  all.key.heads(),
                  all.value.heads(),
                  new Mask(all.mask.buffer.segment, 0, 40, 0, 0),
                  all.scale,
                  rowOf(out, row),
                  scratch);
      Runs.run(task);
    }
    assertArrayEquals(together, all.out.matrix().buffer.bytes());
  }

  private static Heads rowOf(Heads heads, int row) {
    return new Heads(
        heads.segment(),
        heads.byteOffset() + row * heads.rowStride() * Float.BYTES,
        heads.batchStride(),
        heads.headStride(),
        heads.rowStride());
  }

  @Test
  void givesNaNWhereTheQueryHoldsOneAndNowhereElse() {
    Case given = new Case(new Sizes(1, 1, 1, 8, 21, 16, 16), false, new Random(SEED + 6));
    given.query.matrix().set(3, 5, Float.NaN);
    Runs.run(given.bind());
    for (int row = 0; row < 8; row++) {
      for (int i = 0; i < 16; i++) {
        assertEquals(row == 3, Float.isNaN(given.out.matrix().get(row, i)), "row " + row);
      }
    }
  }

  @Test
  void givesTheSameBitsForAnyNumberOfWorkers() {
    Case given = new Case(new Sizes(2, 3, 3, 140, 77, 32, 32), true, new Random(SEED + 7));
    Runs.assertSameBitsForAnyWorkers(given.bind(), given.out.matrix().buffer::bytes);
  }

  @Test
  void allocatesNothingWhenItRuns() {
    for (boolean masked : new boolean[] {false, true}) {
      Case given = new Case(new Sizes(1, 2, 2, 20, 77, 32, 32), masked, new Random(SEED + 8));
      Runs.assertAllocatesNothing("attention", given.bind());
    }
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    Random random = new Random(SEED + 9);
    Case given = new Case(new Sizes(1, 2, 2, 4, 5, 8, 8), false, random);
    MemorySegment scratch = Arena.ofAuto().allocate(1 << 16, 64);
    rejects(new Sizes(1, 3, 2, 4, 5, 8, 8), given, scratch, "heads");
    rejects(new Sizes(1, 2, 2, 5, 5, 8, 8), given, scratch, "query");
    rejects(new Sizes(1, 2, 2, 4, 6, 8, 8), given, scratch, "key");
    rejects(given.sizes, given, Arena.ofAuto().allocate(4, 64), "scratch");
  }

  private void rejects(Sizes sizes, Case given, MemorySegment scratch, String named) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                kernel()
                    .attend(
                        sizes,
                        given.query.heads(),
                        given.key.heads(),
                        given.value.heads(),
                        null,
                        1f,
                        given.out.heads(),
                        scratch));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
