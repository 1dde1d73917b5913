package lanewise.engine.op;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** Copies one tensor's bytes to another of as many. */
public record CopyTask(MemorySegment in, MemorySegment out, long byteSize) implements Task {
  private static final long PART_BYTES = 1 << 20;

  /** The only task of an operator that changes nothing but the shape. */
  public static List<Task> of(Tensor in, Tensor out) {
    return List.of(new CopyTask(in.segment(), out.segment(), out.segment().byteSize()));
  }

  @Override
  public int parts() {
    return Math.toIntExact((byteSize + PART_BYTES - 1) / PART_BYTES);
  }

  @Override
  public void run(int part, int worker) {
    long start = part * PART_BYTES;
    MemorySegment.copy(in, start, out, start, Math.min(PART_BYTES, byteSize - start));
  }
}
