package lanewise.kernels.contract;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import lanewise.kernels.BlockFormats;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.MatrixView;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every tier's conversions between f32 and blocks do. */
abstract class BlockFormatsContract {
  private static final long SEED = Long.getLong("lanewise.test.seed", 31_337);

  /** The kernels under test. */
  abstract BlockFormats kernels();

  static List<ElementType> allTypes() {
    return BlockWeights.ALL;
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void decodesBlocksOfAnotherProgramExactly(ElementType type) {
    Assumptions.assumeTrue(type != ElementType.FLOAT32, "f32 has no reference: it is itself");
    String name = ReferenceBlocks.name(type);
    for (String file : new String[] {name, name + "-random"}) {
      byte[] bytes = ReferenceBlocks.blocks(file);
      float[] expected = ReferenceBlocks.values(file);
      for (int at = 0; at < 64; at += 9) {
        MemorySegment memory = Arena.ofAuto().allocate(at + bytes.length, 64);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at, bytes.length);
        BlockMatrix in = BlockMatrix.dense(type, memory, at, 1, expected.length);
        FloatMatrix out = FloatMatrix.of(1, expected.length, 0, at);
        Runs.run(kernels().decode(in, out.view()));
        for (int i = 0; i < expected.length; i++) {
          assertTrue(same(expected[i], out.get(0, i)), file + ": element " + i);
        }
        out.assertOnlyElementsWritten(file);
      }
    }
  }

  private static boolean same(float x, float y) {
    return x == y || Float.isNaN(x) && Float.isNaN(y);
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void decodesRowsOfAnySizeAnywhere(ElementType type) {
    Random random = new Random(SEED);
    for (int at = 0; at < 64; at++) {
      int rows = 1 + random.nextInt(5);
      int columns = type.blockElements() * (1 + random.nextInt(3));
      BlockMatrix in =
          at % 2 == 0
              ? BlockWeights.moderate(type, rows, columns, at, random)
              : BlockWeights.extreme(type, rows, columns, at, random);
      float[] expected = BlockWeights.decode(in);
      FloatMatrix out = FloatMatrix.of(rows, columns, random.nextInt(3), random.nextInt(64));
      Runs.run(kernels().decode(in, out.view()));
      for (int i = 0; i < expected.length; i++) {
        float actual = out.get(i / columns, i % columns);
        assertEquals(
            Float.floatToIntBits(expected[i]),
            Float.floatToIntBits(actual),
            type + ": element " + i + ", seed " + SEED);
      }
      out.assertOnlyElementsWritten(type.label());
    }
  }

  @ParameterizedTest
  @MethodSource("allTypes")
  void decodesTheSameForAnyNumberOfWorkers(ElementType type) {
    BlockMatrix in = BlockWeights.moderate(type, 150, 512, 3, new Random(SEED + 1));
    FloatMatrix out = FloatMatrix.of(150, 512, 0, 0);
    Runs.assertSameBitsForAnyWorkers(kernels().decode(in, out.view()), out.buffer::bytes);
  }

  @Tag(Runs.ALLOCATION)
  @ParameterizedTest
  @MethodSource("allTypes")
  void allocatesNothingWhenItDecodes(ElementType type) {
    BlockMatrix in = BlockWeights.moderate(type, 5, 256, 3, new Random(SEED + 2));
    FloatMatrix out = FloatMatrix.of(5, 256, 0, 0);
    Runs.assertAllocatesNothing("decoding " + type, kernels().decode(in, out.view()));
  }

  @Test
  void rejectsOperandsThatDoNotFit() {
    MemorySegment memory = Arena.ofAuto().allocate(4096, 64);
    BlockMatrix in = BlockMatrix.dense(ElementType.Q5_K, memory, 0, 2, 256);
    MatrixView out = MatrixView.dense(memory, 2, 256);
    rejects("out", in, MatrixView.dense(memory, 2, 255));
    rejects("in", BlockMatrix.dense(ElementType.Q5_K, memory, 4096 - 351, 2, 256), out);
    rejects("columns", BlockMatrix.dense(ElementType.Q5_K, memory, 0, 2, 255), out);
    rejects("u4", BlockMatrix.dense(ElementType.UINT4, memory, 0, 2, 256), out);
    MemorySegment heap = MemorySegment.ofArray(new byte[4096]);
    rejects("in", BlockMatrix.dense(ElementType.Q5_K, heap, 0, 2, 256), out);
  }

  private void rejects(String named, BlockMatrix in, MatrixView out) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> kernels().decode(in, out));
    assertTrue(e.getMessage().contains(named), e.getMessage());
  }
}
