package lanewise.kernels.task;

import lanewise.kernels.Task;

/** A task over a run of items, cut into blocks of a fixed size. */
public abstract class BlockTask implements Task {
  /** Elements that make a part worth handing to another thread. */
  public static final long BLOCK_ELEMENTS = 16_384;

  private final long count;
  private final long block;
  private final int parts;

  /** A task over {@code count} elements, {@link #BLOCK_ELEMENTS} a part. */
  protected BlockTask(long count) {
    this(count, 1);
  }

  /**
   * A task over {@code count} items that cost {@code elementsPerItem} each: a part holds as many as
   * make a block, at least one.
   */
  protected BlockTask(long count, long elementsPerItem) {
    if (count < 0) {
      throw new IllegalArgumentException("negative count: " + count);
    }
    this.count = count;
    this.block = Math.max(1, BLOCK_ELEMENTS / Math.max(1, elementsPerItem));
    this.parts = Math.toIntExact(count / block + (count % block == 0 ? 0 : 1));
  }

  @Override
  public final int parts() {
    return parts;
  }

  @Override
  public final void run(int part, int worker) {
    long start = part * block;
    range(start, Math.min(count, start + block));
  }

  /** Does the items from {@code start} up to {@code end}. */
  protected abstract void range(long start, long end);
}
