package lanewise.kernels.task;

/**
 * A task over the elements of {@code [outer, channels, inner]}, handed on as runs that lie in one
 * channel.
 */
public abstract class ChannelTask extends BlockTask {
  private final long channels;
  private final long inner;

  protected ChannelTask(long outer, long channels, long inner) {
    super(outer * channels * inner);
    this.channels = channels;
    this.inner = inner;
  }

  @Override
  protected final void range(long start, long end) {
    long position = start;
    while (position < end) {
      long row = position / inner;
      long runEnd = Math.min((row + 1) * inner, end);
      channelRun(row % channels, position, runEnd);
      position = runEnd;
    }
  }

  /** Does the elements from {@code start} up to {@code end}, all of one channel. */
  protected abstract void channelRun(long channel, long start, long end);
}
