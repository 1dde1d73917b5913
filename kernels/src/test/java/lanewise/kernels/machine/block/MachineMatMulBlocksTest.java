package lanewise.kernels.machine.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulBlocks;
import lanewise.kernels.MatrixView;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.tier.MachineTier;
import lanewise.kernels.tier.Tiers;
import lanewise.natives.machine.MachineCodeRefusedException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineMatMulBlocksTest {
  private static KernelTier tier(int vectorBits) {
    try {
      return MachineTier.create(Tiers.named("scalar"), vectorBits);
    } catch (MachineCodeRefusedException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512})
  void multipliesEveryTypeOfBlocksInMachineCode(int vectorBits) {
    KernelTier tier = tier(vectorBits);
    MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 64);
    for (ElementType type : ElementType.values()) {
      if (!MatMulBlocks.takesQuantizedRows(type)) {
        continue;
      }
      int block = MatMulBlocks.activationBlock(type);
      for (int m = 1; m <= 8; m++) {
        QuantizedRows lhs = new QuantizedRows(block, m, block, memory);
        BlockMatrix weights = BlockMatrix.dense(type, memory, 0, 17, block);
        MatrixView out = MatrixView.dense(Arena.ofAuto().allocate(4L * m * 17, 64), m, 17);
        Task task = tier.matMulBlocks().multiply(lhs, weights, out, Epilogue.NONE, memory);
        assertEquals("machine", task.tier(), type + " times " + m + " rows");
      }
      MatrixView in = MatrixView.dense(memory, 2, block);
      QuantizedRows out = new QuantizedRows(block, 2, block, Arena.ofAuto().allocate(1 << 16, 64));
      assertEquals("machine", tier.matMulBlocks().quantize(in, out).tier());
    }
    assertEquals(List.of(), tier.refusals());
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 512})
  void multipliesPlainTypesInMachineCode(int vectorBits) {
    KernelTier tier = tier(vectorBits);
    MemorySegment memory = Arena.ofAuto().allocate(1 << 20, 64);
    for (ElementType type :
        new ElementType[] {ElementType.FLOAT32, ElementType.FLOAT16, ElementType.BFLOAT16}) {
      for (int m = 1; m <= 8; m++) {
        MatrixView lhs = MatrixView.dense(memory, m, 64);
        BlockMatrix weights = BlockMatrix.dense(type, memory, 0, 17, 64);
        MatrixView out = MatrixView.dense(Arena.ofAuto().allocate(4L * m * 17, 64), m, 17);
        Task task = tier.matMulBlocks().multiply(lhs, weights, out, Epilogue.NONE, memory);
        assertEquals("machine", task.tier(), type + " times " + m + " rows");
      }
    }
    assertEquals(List.of(), tier.refusals());
    assertTrue(tier.generated().size() >= 3);
  }
}
