package lanewise.kernels.vector.block;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BlockMatrix;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.Task;
import lanewise.kernels.scalar.block.GroupedFormat;
import lanewise.kernels.vector.TileFinish;

/**
 * The product with quantized activations. A part is 16 rows of the weights; it goes along k in
 * stretches that fit the first caches. Weights, times their groups' scales, and activations become
 * f32 that stand for integers; {@link BlockSums} adds their products, and one chain an output adds
 * the blocks.
 */
final class VectorQuantizedProduct implements Task {
  private static final int ROWS = 16;
  private static final int STRETCH = 1024;
  private static final int STEP = 4;
  private static final long ROW_BYTES = (long) STRETCH * Float.BYTES;
  private static final int MAX_BLOCKS = STRETCH / 32;
  private static final int SUMS = STRETCH / QuantizedRows.SUM_ELEMENTS;

  // Where the parts of a worker's scratch start.
  private static final long CODES = 0;
  private static final long ACTIVATIONS = CODES + STRETCH;
  private static final long ACTIVATION_SUMS = ACTIVATIONS + STEP * ROW_BYTES;
  private static final long BLOCK_SUMS = ACTIVATION_SUMS + STEP * SUMS * 4L;
  private static final long BLOCK_MIN_SUMS = BLOCK_SUMS + STEP * MAX_BLOCKS * 4L;
  private static final long SCALES = BLOCK_MIN_SUMS + STEP * MAX_BLOCKS * 4L;
  private static final long MIN_SCALES = SCALES + ROWS * MAX_BLOCKS * 4L;
  private static final long MINIMA = MIN_SCALES + ROWS * MAX_BLOCKS * 4L;
  private static final long WEIGHTS = MINIMA + ROWS * SUMS * 4L;
  private static final long RESULTS = WEIGHTS + ROWS * ROW_BYTES;
  private static final long RESULT_STRIDE = ROWS * 4L;

  private final QuantizedRows lhs;
  private final MemorySegment activations;
  private final BlockMatrix weights;
  private final GroupedFormat format;
  private final BlockExpansion expansion;
  private final TileFinish finish;
  private final MemorySegment scratch;
  private final long scratchBytes;
  private final int m;
  private final int block;
  private final int slots;
  private final long lhsRowBytes;
  private final long scalesAt;
  private final long sumsAt;

  VectorQuantizedProduct(
      QuantizedRows lhs, BlockMatrix weights, TileFinish finish, MemorySegment scratch) {
    this.lhs = lhs;
    this.activations = lhs.segment();
    this.weights = weights;
    this.expansion = new BlockExpansion(weights.type());
    this.format = expansion.format();
    this.finish = finish;
    this.scratch = scratch;
    this.m = lhs.rows();
    this.scratchBytes = scratchBytes(m);
    this.block = lhs.block();
    this.slots = m <= STEP ? 1 : ROWS;
    this.lhsRowBytes = QuantizedRows.rowBytes(block, lhs.columns());
    this.scalesAt = QuantizedRows.scalesAt(lhs.columns());
    this.sumsAt = QuantizedRows.sumsAt(block, lhs.columns());
  }

  static long scratchBytes(int m) {
    return RESULTS + m * RESULT_STRIDE;
  }

  @Override
  public int parts() {
    return m == 0 ? 0 : Math.ceilDiv(weights.rows(), ROWS);
  }

  @Override
  public void run(int part, int worker) {
    long base = worker * scratchBytes;
    int first = part * ROWS;
    int rows = Math.min(ROWS, weights.rows() - first);
    for (long i = 0; i < m * RESULT_STRIDE; i += Float.BYTES) {
      scratch.set(JAVA_FLOAT_UNALIGNED, base + RESULTS + i, 0f);
    }
    for (int k = 0; k < lhs.columns(); k += STRETCH) {
      int blocks = Math.min(STRETCH, lhs.columns() - k) / block;
      if (m <= STEP) {
        widen(base, 0, m, k, blocks);
      }
      for (int row = 0; row < rows; row += slots) {
        int height = Math.min(slots, rows - row);
        for (int slot = 0; slot < height; slot++) {
          unpack(base, slot, first + row + slot, k, blocks);
        }
        for (int i = 0; i < m; i += STEP) {
          int width = Math.min(STEP, m - i);
          if (m > STEP) {
            widen(base, i, width, k, blocks);
          }
          for (int slot = 0; slot < height; slot++) {
            multiply(base, slot, row + slot, i, width, k, blocks);
          }
        }
      }
    }
    finish.finish(scratch, base + RESULTS, RESULT_STRIDE, true, 0, first, m, ROWS);
  }

  /** Brings activations, and their sums where minima need them, to f32. */
  private void widen(long base, int row, int rows, int k, int blocks) {
    for (int i = 0; i < rows; i++) {
      long from = (row + i) * lhsRowBytes;
      long to = base + ACTIVATIONS + i * ROW_BYTES;
      BlockExpansion.widen(activations, from + k, blocks * block, scratch, to);
      if (format.hasMinima()) {
        long sums = from + sumsAt + (long) k / QuantizedRows.SUM_ELEMENTS * Short.BYTES;
        long sumsTo = base + ACTIVATION_SUMS + 4L * i * SUMS;
        for (long j = 0; j < blocks * block / QuantizedRows.SUM_ELEMENTS; j++) {
          short sum = activations.get(JAVA_SHORT_UNALIGNED, sums + j * Short.BYTES);
          scratch.set(JAVA_FLOAT_UNALIGNED, sumsTo + 4 * j, sum);
        }
      }
    }
  }

  /** Brings a stretch of a row of weights, times the groups' scales, to f32. */
  private void unpack(long base, int slot, int row, int k, int blocks) {
    MemorySegment in = weights.segment();
    int blockBytes = weights.type().blockBytes();
    long rowAt = weights.byteOffset() + row * weights.rowBytes();
    long first = rowAt + (long) (k / block) * blockBytes;
    long codes = base + CODES;
    expansion.decodeIntegers(in, first, blocks, scratch, codes, base + WEIGHTS + slot * ROW_BYTES);
    for (int b = 0; b < blocks; b++) {
      long at = first + (long) b * blockBytes;
      long scale = base + (slot * MAX_BLOCKS + b) * 4L;
      scratch.set(JAVA_FLOAT_UNALIGNED, scale + SCALES, format.scale(in, at));
      if (format.hasMinima()) {
        scratch.set(JAVA_FLOAT_UNALIGNED, scale + MIN_SCALES, format.minScale(in, at));
        unpackMinima(base + MINIMA + 4L * slot * SUMS + (long) b * block / 4, at);
      }
    }
  }

  /** Writes the minima of a block, one for each 16 elements. */
  private void unpackMinima(long to, long at) {
    int group = format.groupElements() / QuantizedRows.SUM_ELEMENTS;
    for (int i = 0; i < block / QuantizedRows.SUM_ELEMENTS; i++) {
      float min = format.groupMin(weights.segment(), at, i / group);
      scratch.set(JAVA_FLOAT_UNALIGNED, to + 4L * i, min);
    }
  }

  private void multiply(long base, int slot, int column, int row, int rows, int k, int blocks) {
    long w = base + WEIGHTS + slot * ROW_BYTES;
    long x = base + ACTIVATIONS;
    long sums = base + BLOCK_SUMS;
    long stride = MAX_BLOCKS * 4L;
    if (rows == STEP) {
      BlockSums.sums4(scratch, w, x, ROW_BYTES, blocks, block, sums, stride);
    } else {
      for (int i = 0; i < rows; i++) {
        BlockSums.sums1(scratch, w, x + i * ROW_BYTES, blocks, block, sums + i * stride);
      }
    }
    long scales = base + slot * stride;
    for (int i = 0; i < rows; i++) {
      long result = base + RESULTS + (row + i) * RESULT_STRIDE + 4L * column;
      long lhsScales = (row + i) * lhsRowBytes + scalesAt + 4L * (k / block);
      if (format.hasMinima()) {
        minSums(base, slot, i, blocks);
        long mins = base + BLOCK_MIN_SUMS + i * stride;
        chainWithMinima(blocks, sums + i * stride, mins, scales, lhsScales, result);
      } else {
        chain(blocks, sums + i * stride, scales, lhsScales, result);
      }
    }
  }

  /** Sums of minima times activations, all exact in f32. */
  private void minSums(long base, int slot, int i, int blocks) {
    long x = base + ACTIVATION_SUMS + 4L * i * SUMS;
    long to = base + BLOCK_MIN_SUMS + 4L * i * MAX_BLOCKS;
    if (block == 256) {
      BlockSums.sums1(scratch, base + MINIMA + 4L * slot * SUMS, x, blocks, 16, to);
      return;
    }
    for (int b = 0; b < blocks; b++) {
      float low = scratch.get(JAVA_FLOAT_UNALIGNED, x + 8L * b);
      float high = scratch.get(JAVA_FLOAT_UNALIGNED, x + 8L * b + 4);
      scratch.set(JAVA_FLOAT_UNALIGNED, to + 4L * b, low + high);
    }
  }

  private void chain(int blocks, long sums, long scales, long lhsScales, long result) {
    float acc = scratch.get(JAVA_FLOAT_UNALIGNED, result);
    for (long b = 0; b < 4L * blocks; b += 4) {
      float scale = activations.get(JAVA_FLOAT_UNALIGNED, lhsScales + b);
      float d = scratch.get(JAVA_FLOAT_UNALIGNED, SCALES + scales + b);
      acc = Math.fma(scratch.get(JAVA_FLOAT_UNALIGNED, sums + b), d * scale, acc);
    }
    scratch.set(JAVA_FLOAT_UNALIGNED, result, acc);
  }

  private void chainWithMinima(
      int blocks, long sums, long mins, long scales, long lhsScales, long result) {
    float acc = scratch.get(JAVA_FLOAT_UNALIGNED, result);
    for (long b = 0; b < 4L * blocks; b += 4) {
      float scale = activations.get(JAVA_FLOAT_UNALIGNED, lhsScales + b);
      float d = scratch.get(JAVA_FLOAT_UNALIGNED, SCALES + scales + b);
      float c = scratch.get(JAVA_FLOAT_UNALIGNED, MIN_SCALES + scales + b);
      acc = Math.fma(scratch.get(JAVA_FLOAT_UNALIGNED, sums + b), d * scale, acc);
      acc = Math.fma(scratch.get(JAVA_FLOAT_UNALIGNED, mins + b), c * scale, acc);
    }
    scratch.set(JAVA_FLOAT_UNALIGNED, result, acc);
  }
}
