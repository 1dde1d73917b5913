package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.scalar.Finish;

/** The product with quantized activations: exact integer sums, one chain of floats an output. */
final class QuantizedProduct extends RowProduct {
  private final QuantizedRows lhs;
  private final GroupedFormat format;
  private final Finish finish;
  private final MemorySegment scratch;
  private final int block;
  private final long lhsRowBytes;
  private final long scalesAt;
  private final long sumsAt;

  QuantizedProduct(
      QuantizedRows lhs,
      BlockMatrix weights,
      Finish finish,
      MemorySegment scratch,
      long scratchBytes) {
    super(lhs.rows(), weights, scratchBytes);
    this.lhs = lhs;
    this.format = GroupedFormat.of(weights.type());
    this.finish = finish;
    this.scratch = scratch;
    this.block = lhs.block();
    this.lhsRowBytes = QuantizedRows.rowBytes(block, lhs.columns());
    this.scalesAt = QuantizedRows.scalesAt(lhs.columns());
    this.sumsAt = QuantizedRows.sumsAt(block, lhs.columns());
  }

  @Override
  void multiply(int column, long weightsAt, long scratchAt) {
    int blocks = lhs.columns() / block;
    int blockBytes = weights.type().blockBytes();
    for (int b = 0; b < blocks; b++) {
      long from = weightsAt + (long) b * blockBytes;
      format.unpack(weights.segment(), from, scratch, scratchAt + (long) b * block);
    }
    for (int row = 0; row < lhs.rows(); row++) {
      long lhsAt = row * lhsRowBytes;
      float acc = 0f;
      for (int b = 0; b < blocks; b++) {
        long at = weightsAt + (long) b * blockBytes;
        long scaleAt = lhsAt + scalesAt + (long) b * Float.BYTES;
        float scale = lhs.segment().get(JAVA_FLOAT_UNALIGNED, scaleAt);
        int sum = sum(at, scratchAt + (long) b * block, lhsAt + (long) b * block);
        acc = Math.fma((float) sum, format.scale(weights.segment(), at) * scale, acc);
        if (format.hasMinima()) {
          int firstSum = b * (block / QuantizedRows.SUM_ELEMENTS);
          int minSum = minSum(at, lhsAt + sumsAt + (long) firstSum * Short.BYTES);
          acc = Math.fma((float) minSum, format.minScale(weights.segment(), at) * scale, acc);
        }
      }
      finish.store(row, column, acc);
    }
  }

  /** Σ groupScale · q · x over a block. */
  private int sum(long weightsAt, long qAt, long xAt) {
    int group = format.groupElements();
    int sum = 0;
    for (int g = 0; g < block / group; g++) {
      int groupSum = 0;
      for (int i = g * group; i < (g + 1) * group; i++) {
        groupSum += scratch.get(JAVA_BYTE, qAt + i) * lhs.segment().get(JAVA_BYTE, xAt + i);
      }
      sum += format.groupScale(weights.segment(), weightsAt, g) * groupSum;
    }
    return sum;
  }

  /** Σ groupMin · x over a block. */
  private int minSum(long weightsAt, long sumsAt) {
    int group = format.groupElements() / QuantizedRows.SUM_ELEMENTS;
    int sum = 0;
    for (int g = 0; g < block / format.groupElements(); g++) {
      int groupSum = 0;
      for (int i = g * group; i < (g + 1) * group; i++) {
        groupSum += lhs.segment().get(JAVA_SHORT_UNALIGNED, sumsAt + (long) i * Short.BYTES);
      }
      sum += format.groupMin(weights.segment(), weightsAt, g) * groupSum;
    }
    return sum;
  }
}
