package lanewise.kernels.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.Rotary;
import lanewise.kernels.Rotary.Angles;
import lanewise.kernels.Rotary.Operand;
import lanewise.kernels.Rotary.Pairing;
import lanewise.kernels.Rotary.Sizes;
import lanewise.kernels.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every tier's rotary embedding does: the same bits as plain fused arithmetic. */
abstract class RotaryContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 6_421);
  private static final int LENGTH = 50;

  /** The kernel under test. */
  abstract Rotary kernel();

  /** Operands of one rotation. */
  private final class Case {
    final Sizes sizes;
    final Pairing pairing;
    final FloatMatrix in;
    final FloatMatrix out;
    final Buffer cosines;
    final Buffer sines;
    final MemorySegment positions;

    Case(Sizes sizes, Pairing pairing, int offset, Random random) {
      this.sizes = sizes;
      this.pairing = pairing;
      int gap = random.nextInt(5);
      int columns = sizes.heads() * sizes.headSize();
      in = FloatMatrix.random(sizes.rows(), columns, gap, offset, random);
      out = FloatMatrix.random(sizes.rows(), columns, gap, 63 - offset, random);
      int angles = Math.max(1, LENGTH * sizes.rotarySize() / 2);
      cosines = Buffer.random(ElementType.FLOAT32, angles, offset, random);
      sines = Buffer.random(ElementType.FLOAT32, angles, (offset + 7) % 64, random);
      positions = Arena.ofAuto().allocate(4L * Math.max(1, sizes.rows()), 4);
      for (int row = 0; row < sizes.rows(); row++) {
        positions.setAtIndex(ValueLayout.JAVA_INT, row, random.nextInt(LENGTH));
      }
    }

    Operand operand(FloatMatrix matrix) {
      long stride = matrix.view().rowStride();
      return new Operand(matrix.buffer.segment, 0, stride, sizes.headSize());
    }

    Task bind(FloatMatrix to) {
      Angles angles = new Angles(cosines.segment, sines.segment, LENGTH);
      return kernel().rotate(sizes, pairing, operand(in), angles, positions, operand(to));
    }

    float expected(int row, int column) {
      int turned = sizes.rotarySize();
      int within = column % sizes.headSize();
      float own = in.get(row, column);
      if (within >= turned) {
        return own;
      }
      boolean adjacent = pairing == Pairing.ADJACENT;
      boolean first = adjacent ? within % 2 == 0 : within < turned / 2;
      int pair = adjacent ? within / 2 : within % (turned / 2);
      int distance = adjacent ? 1 : turned / 2;
      float other = in.get(row, first ? column + distance : column - distance);
      int position = positions.getAtIndex(ValueLayout.JAVA_INT, row);
      float cos = (float) cosines.real(position * (turned / 2) + pair);
      float sin = (float) sines.real(position * (turned / 2) + pair);
      return first ? Math.fma(own, cos, -(other * sin)) : Math.fma(own, cos, other * sin);
    }

    void runAndCheck(String what) {
      float[] expected = new float[sizes.rows() * sizes.heads() * sizes.headSize()];
      int columns = sizes.heads() * sizes.headSize();
      for (int i = 0; i < expected.length; i++) {
        expected[i] = expected(i / columns, i % columns);
      }
      Runs.run(bind(out));
      compare(expected, out, what);
      Runs.run(bind(in));
      compare(expected, in, what + " in place");
    }

    private void compare(float[] expected, FloatMatrix actual, String what) {
      int columns = sizes.heads() * sizes.headSize();
      for (int i = 0; i < expected.length; i++) {
        float got = actual.get(i / columns, i % columns);
        if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(got)) {
          assertEquals(expected[i], got, what + " " + sizes + " " + pairing + " element " + i);
        }
      }
      actual.assertOnlyElementsWritten(what);
    }
  }

  @ParameterizedTest
  @EnumSource
  void turnsEverySize(Pairing pairing) {
    Random random = new Random(SEED);
    for (int size = 1; size <= 130; size++) {
      int even = size / 2 * 2;
      String what = "seed " + SEED + " size " + size;
      new Case(new Sizes(3, 2, size, even), pairing, size % 64, random).runAndCheck(what);
      new Case(new Sizes(3, 2, 130, even), pairing, size % 64, random).runAndCheck(what);
      new Case(new Sizes(size, 2, 20, 16), pairing, size % 64, random).runAndCheck(what);
      new Case(new Sizes(2, size, 20, 16), pairing, size % 64, random).runAndCheck(what);
    }
  }

  @ParameterizedTest
  @EnumSource
  void turnsTheSizesOfModels(Pairing pairing) {
    Random random = new Random(SEED + 1);
    for (int headSize : new int[] {64, 80, 96, 128, 256}) {
      for (int heads : new int[] {1, 32}) {
        Sizes sizes = new Sizes(64, heads, headSize, headSize == 80 ? 32 : headSize);
        new Case(sizes, pairing, 0, random).runAndCheck("model");
      }
    }
  }

  @Test
  void turnsRandomSizesAtEveryByteOffset() {
    for (int i = 0; i < 2_000; i++) {
      Random random = new Random(SEED + i);
      int headSize = 1 + random.nextInt(100);
      Sizes sizes =
          new Sizes(
              random.nextInt(6), random.nextInt(5), headSize, random.nextInt(headSize / 2 + 1) * 2);
      Pairing pairing = Pairing.values()[i % 2];
      new Case(sizes, pairing, i % 64, random).runAndCheck("seed " + (SEED + i));
    }
  }

  @Test
  void readsPositionsWhenItRuns() {
    Case given = new Case(new Sizes(2, 3, 16, 16), Pairing.HALVES, 0, new Random(SEED + 2));
    Task task = given.bind(given.out);
    given.positions.setAtIndex(ValueLayout.JAVA_INT, 1, 7);
    Runs.run(task);
    for (int column = 0; column < 48; column++) {
      assertEquals(given.expected(1, column), given.out.get(1, column));
    }
    given.positions.setAtIndex(ValueLayout.JAVA_INT, 1, LENGTH);
    IndexOutOfBoundsException e =
        assertThrows(IndexOutOfBoundsException.class, () -> Runs.run(task));
    assertTrue(e.getMessage().contains("row 1 has position 50"), e.getMessage());
  }

  @Tag(Runs.ALLOCATION)
  @Test
  void givesTheSameBitsForAnyNumberOfWorkersAndAllocatesNothing() {
    Case given = new Case(new Sizes(90, 4, 64, 48), Pairing.ADJACENT, 5, new Random(SEED + 3));
    Task task = given.bind(given.out);
    Runs.assertSameBitsForAnyWorkers(task, given.out.buffer::bytes);
    Runs.assertAllocatesNothing("rotary embedding", task);
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    Case given = new Case(new Sizes(3, 2, 8, 8), Pairing.HALVES, 0, new Random(SEED + 4));
    rejects(given, new Sizes(4, 2, 8, 8), "in");
    rejects(given, new Sizes(3, 2, 8, 7), "rotarySize");
    rejects(given, new Sizes(3, 2, 8, 10), "rotarySize");
    rejects(given, new Sizes(3, -2, 8, 8), "negative");
  }

  private void rejects(Case given, Sizes sizes, String named) {
    Angles angles = new Angles(given.cosines.segment, given.sines.segment, LENGTH);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                kernel()
                    .rotate(
                        sizes,
                        given.pairing,
                        given.operand(given.in),
                        angles,
                        given.positions,
                        given.operand(given.out)));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
