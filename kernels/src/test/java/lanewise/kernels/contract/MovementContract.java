package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.Movement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every tier's movement kernels do. */
abstract class MovementContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 20_253);

  /** The kernels under test. */
  abstract Movement kernels();

  @Test
  void copiesBetweenAnyTwoLayouts() {
    Random random = new Random(SEED);
    for (int round = 0; round < 3000; round++) {
      int[] sizes = {1, 2, 4, 8, 16, 3, 12};
      int bytes = sizes[random.nextInt(sizes.length)];
      int rank = random.nextInt(6);
      long[] dimensions = new long[rank];
      for (int axis = 0; axis < rank; axis++) {
        dimensions[axis] =
            random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(round % 9 == 0 ? 40 : 7);
        if (rank > 3) {
          dimensions[axis] = Math.min(dimensions[axis], 6);
        }
      }
      Layout in = Layout.random(dimensions, true, random);
      Layout out = Layout.random(dimensions, false, random);
      check(bytes, dimensions, in, out, random);
    }
  }

  @Test
  void transposesEverySizeUpTo70() {
    Random random = new Random(SEED);
    for (int bytes : new int[] {1, 2, 4, 8}) {
      for (int rows = 1; rows <= 70; rows += rows < 20 ? 1 : 7) {
        for (int columns = 1; columns <= 70; columns += columns < 20 ? 1 : 7) {
          long[] dimensions = {columns, rows};
          Layout in = new Layout(new long[] {1, columns}, 0, (long) rows * columns);
          Layout out = new Layout(new long[] {rows, 1}, 0, (long) rows * columns);
          check(bytes, dimensions, in, out, random);
        }
      }
    }
  }

  private void check(int bytes, long[] dimensions, Layout in, Layout out, Random random) {
    Buffer source = Buffer.of(ElementType.UINT8, (int) in.extent() * bytes, random.nextInt(64));
    for (int i = 0; i < source.count; i++) {
      source.setCode(i, random.nextInt(256));
    }
    Buffer target = Buffer.of(ElementType.UINT8, (int) out.extent() * bytes, random.nextInt(64));
    byte[] expected = target.bytes();
    byte[] from = source.bytes();
    long count = Arrays.stream(dimensions).reduce(1, (x, y) -> x * y);
    for (long i = 0; i < count; i++) {
      int source1 = (int) in.index(i, dimensions) * bytes;
      System.arraycopy(from, source1, expected, (int) out.index(i, dimensions) * bytes, bytes);
    }
    Runs.run(
        kernels()
            .copy(
                bytes,
                dimensions,
                source.segment,
                in.start() * bytes,
                in.strides(),
                target.segment,
                out.start() * bytes,
                out.strides()));
    String what = bytes + " bytes " + Arrays.toString(dimensions) + " " + in + " to " + out;
    assertArrayEquals(expected, target.bytes(), what + " (seed " + SEED + ")");
    target.assertGuardsIntact(what);
  }

  /** Where the elements of a strided layout lie. */
  private record Layout(long[] strides, long start, long extent) {
    /**
     * Axes in any order, some reversed, some with gaps, and some that repeat if that is allowed.
     */
    static Layout random(long[] dimensions, boolean repeats, Random random) {
      int rank = dimensions.length;
      Integer[] order = new Integer[rank];
      for (int axis = 0; axis < rank; axis++) {
        order[axis] = axis;
      }
      if (random.nextBoolean()) {
        java.util.Collections.shuffle(Arrays.asList(order), random);
      }
      long[] strides = new long[rank];
      long start = 0;
      long stride = 1;
      for (int position = rank - 1; position >= 0; position--) {
        int axis = order[position];
        long dimension = Math.max(1, dimensions[axis]);
        if (repeats && random.nextInt(6) == 0) {
          continue;
        }
        boolean reversed = random.nextInt(6) == 0;
        strides[axis] = reversed ? -stride : stride;
        start += reversed ? (dimension - 1) * stride : 0;
        stride *= dimension;
        if (random.nextInt(5) == 0) {
          stride += random.nextInt(3);
        }
      }
      return new Layout(strides, start, stride);
    }

    long index(long element, long[] dimensions) {
      long index = start;
      long rest = element;
      for (int axis = dimensions.length - 1; axis >= 0; axis--) {
        index += rest % dimensions[axis] * strides[axis];
        rest /= dimensions[axis];
      }
      return index;
    }

    @Override
    public String toString() {
      return Arrays.toString(strides) + "+" + start;
    }
  }

  @Test
  void gathersSlicesAndCountsNegativeIndicesFromTheEnd() {
    Random random = new Random(SEED);
    for (int round = 0; round < 2_000; round++) {
      int outer = 1 + random.nextInt(3);
      int length = 1 + random.nextInt(9);
      int slice = 1 + (round < 130 ? round : random.nextInt(20));
      int count = random.nextInt(12);
      ElementType type = round % 2 == 0 ? ElementType.INT64 : ElementType.INT32;
      Buffer table = Buffer.of(ElementType.UINT8, outer * length * slice, round % 64);
      for (int i = 0; i < table.count; i++) {
        table.setCode(i, random.nextInt(256));
      }
      Buffer indices = Buffer.of(type, count, round * 3 % 64);
      for (int i = 0; i < count; i++) {
        indices.setInteger(i, random.nextInt(2 * length) - length);
      }
      Buffer out = Buffer.of(ElementType.UINT8, outer * count * slice, round * 5 % 64);
      Runs.run(
          kernels()
              .gather(
                  table.segment, outer, length, slice, type, indices.segment, count, out.segment));
      out.assertGuardsIntact("gather");
      for (int o = 0; o < outer; o++) {
        for (int i = 0; i < count; i++) {
          int row = Math.floorMod((int) indices.integer(i), length);
          for (int b = 0; b < slice; b++) {
            assertEquals(
                table.code((o * length + row) * slice + b), out.code((o * count + i) * slice + b));
          }
        }
      }
    }
  }

  @Test
  void gatherNamesTheIndexOutsideTheTable() {
    Buffer table = Buffer.of(ElementType.FLOAT32, 10, 0);
    Buffer out = Buffer.of(ElementType.FLOAT32, 1, 0);
    for (long wrong : new long[] {10, -11, Long.MAX_VALUE, Long.MIN_VALUE}) {
      Buffer indices = Buffer.of(ElementType.INT64, 1, 0);
      indices.setInteger(0, wrong);
      var task =
          kernels()
              .gather(table.segment, 1, 10, 4, ElementType.INT64, indices.segment, 1, out.segment);
      var exception = assertThrows(IndexOutOfBoundsException.class, () -> Runs.run(task));
      assertTrue(exception.getMessage().contains(Long.toString(wrong)), exception.getMessage());
      assertTrue(exception.getMessage().contains("10"), exception.getMessage());
    }
  }

  @Test
  void rejectsLayoutsOutsideTheirSegments() {
    Buffer buffer = Buffer.of(ElementType.FLOAT32, 10, 0);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .copy(
                    4,
                    new long[] {11},
                    buffer.segment,
                    0,
                    new long[] {1},
                    buffer.segment,
                    0,
                    new long[] {0}));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .copy(
                    4,
                    new long[] {2},
                    buffer.segment,
                    0,
                    new long[] {-1},
                    buffer.segment,
                    0,
                    new long[] {1}));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernels()
                .copy(
                    4,
                    new long[] {Long.MAX_VALUE, 8},
                    buffer.segment,
                    0,
                    new long[] {0, 0},
                    buffer.segment,
                    0,
                    new long[] {0, 0}));
  }

  @Test
  void sameBitsForAnyThreadCount() {
    Buffer in = Buffer.random(ElementType.FLOAT32, 700 * 300, 0, new Random(SEED));
    Buffer out = Buffer.of(ElementType.FLOAT32, 700 * 300, 0);
    Runs.assertSameBitsForAnyWorkers(
        kernels()
            .copy(
                4,
                new long[] {300, 700},
                in.segment,
                0,
                new long[] {1, 300},
                out.segment,
                0,
                new long[] {700, 1}),
        out::bytes);
    Buffer indices = Buffer.of(ElementType.INT64, 3_000, 0);
    for (int i = 0; i < indices.count; i++) {
      indices.setInteger(i, i * 37 % 700);
    }
    Buffer slices = Buffer.of(ElementType.FLOAT32, 3_000 * 300, 0);
    Runs.assertSameBitsForAnyWorkers(
        kernels()
            .gather(
                in.segment,
                1,
                700,
                1_200,
                ElementType.INT64,
                indices.segment,
                3_000,
                slices.segment),
        slices::bytes);
  }

  @Test
  void copiesLargeLayouts() {
    Random random = new Random(SEED + 1);
    for (int round = 0; round < 20; round++) {
      int bytes = new int[] {1, 2, 4, 8, 16}[round % 5];
      long[] dimensions = {1 + random.nextInt(9), 1 + random.nextInt(200), 1 + random.nextInt(200)};
      check(
          bytes,
          dimensions,
          Layout.random(dimensions, true, random),
          Layout.random(dimensions, false, random),
          random);
    }
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void allocatesNothing() {
    Buffer in = Buffer.random(ElementType.FLOAT32, 6400, 0, new Random(SEED));
    Buffer out = Buffer.of(ElementType.FLOAT32, 6400, 0);
    long[][] strides = {{64, 1}, {1, 100}, {0, 0}, {0, 1}, {63, 1}};
    for (long[] inStrides : strides) {
      Runs.assertAllocatesNothing(
          Arrays.toString(inStrides),
          kernels()
              .copy(
                  4,
                  new long[] {100, 64},
                  in.segment,
                  0,
                  inStrides,
                  out.segment,
                  0,
                  new long[] {64, 1}));
    }
    Buffer indices = Buffer.of(ElementType.INT64, 50, 0);
    indices.segment.fill((byte) 0);
    Runs.assertAllocatesNothing(
        "gather",
        kernels()
            .gather(in.segment, 1, 100, 64, ElementType.INT64, indices.segment, 50, out.segment));
  }
}
