package lanewise.kernels.machine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import lanewise.kernels.Attention;
import lanewise.kernels.Attention.Heads;
import lanewise.kernels.Attention.Span;
import lanewise.kernels.Task;
import lanewise.kernels.task.VisibleKeys;

/** What all tasks of attention share: their operands, and checks before a part runs. */
abstract class AttentionTask implements Task {
  static final int TILE_KEYS = Attention.TILE_KEYS;

  final TileSteps steps;
  final AttentionShape shape;
  final Heads query;
  final Heads out;
  private final MemorySegment[] operands;

  AttentionTask(TileSteps steps, Heads query, Heads out, MemorySegment[] operands) {
    this.steps = steps;
    this.shape = steps.shape();
    this.query = query;
    this.out = out;
    this.operands = operands;
  }

  @Override
  public final void run(int part, int worker) {
    for (MemorySegment operand : operands) {
      if (!operand.scope().isAlive()) {
        throw new IllegalStateException("an operand of this attention has been freed");
      }
    }
    long own = shape.sharedBytes + worker * shape.workerBytes;
    if (own + shape.workerBytes > steps.scratch().byteSize()) {
      throw new IllegalArgumentException(
          "scratch has "
              + steps.scratch().byteSize()
              + " bytes; worker "
              + worker
              + " needs those up to "
              + (own + shape.workerBytes));
    }
    part(part, own);
    Reference.reachabilityFence(this);
  }

  /** Runs a part with the scratch at offset {@code own}. */
  abstract void part(int part, long own);

  final int position(int batch) {
    return VisibleKeys.position(span(), batch);
  }

  final int firstKey(int position, int row) {
    return VisibleKeys.first(span(), position, row, shape.sizes.keys());
  }

  final int endKey(int position, int row) {
    return VisibleKeys.end(span(), position, row, shape.sizes.keys());
  }

  final Span span() {
    return steps.rule().span();
  }

  /** An address in scratch. */
  final long at(long offset) {
    return steps.scratch().address() + offset;
  }

  /** What a row gives that sees no key. */
  final void clear(int batch, int head, int row) {
    long elements = batch * out.batchStride() + head * out.headStride() + row * out.rowStride();
    for (int i = 0; i < shape.sizes.valueSize(); i++) {
      out.segment().set(JAVA_FLOAT_UNALIGNED, out.byteOffset() + (elements + i) * Float.BYTES, 0f);
    }
  }
}
