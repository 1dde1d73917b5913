package lanewise.engine.plan;

import java.util.List;
import lanewise.kernels.Workers;
import lanewise.kernels.device.DeviceMemory;

/** Copies values between a session's workspace and its device's, each to its own place. */
public final class CopyStep implements BoundStep {
  /** Which way. */
  public enum Direction {
    UPLOAD,
    DOWNLOAD
  }

  /** A value's place in the workspace. */
  record Range(String name, long byteOffset, long byteSize) {}

  private final Direction direction;
  private final WorkspaceMirror mirror;
  private final String[] names;
  private final Range[] ranges;
  private final long byteSize;

  CopyStep(Direction direction, WorkspaceMirror mirror, List<Range> ranges) {
    this.direction = direction;
    this.mirror = mirror;
    this.ranges = ranges.toArray(new Range[0]);
    this.names = ranges.stream().map(Range::name).toArray(String[]::new);
    this.byteSize = ranges.stream().mapToLong(Range::byteSize).sum();
  }

  public Direction direction() {
    return direction;
  }

  /** The values that are copied. */
  public List<String> values() {
    return List.of(names);
  }

  /** Bytes of all of them. */
  public long byteSize() {
    return byteSize;
  }

  /**
   * Waits until the device has made what will be copied.
   *
   * @param source the model's name, for messages
   */
  public void awaitDevice(String source) {
    mirror.finish(source);
  }

  @Override
  public void run(String source, Workers workers) {
    DeviceMemory memory = mirror.memory();
    if (direction == Direction.DOWNLOAD) {
      // What a step before reports ends the run here: no copy to the host may wait in the queue,
      // or it would overwrite what the next run puts there.
      mirror.finish(source);
    }
    for (Range range : ranges) {
      if (direction == Direction.UPLOAD) {
        memory.upload(range.byteOffset, range.byteSize);
      } else {
        memory.download(range.byteOffset, range.byteSize);
      }
    }
  }
}
