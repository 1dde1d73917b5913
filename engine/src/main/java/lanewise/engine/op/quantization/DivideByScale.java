package lanewise.engine.op.quantization;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.engine.op.AxisView;
import lanewise.kernels.task.BlockTask;

/** Divides each f32 element by its channel's scale. */
final class DivideByScale extends BlockTask {
  private final AxisView view;
  private final MemorySegment in;
  private final MemorySegment scales;
  private final MemorySegment out;

  DivideByScale(AxisView view, MemorySegment in, MemorySegment scales, MemorySegment out) {
    super(view.outer() * view.length() * view.inner());
    this.view = view;
    this.in = in;
    this.scales = scales;
    this.out = out;
  }

  @Override
  protected void range(long start, long end) {
    for (long i = start; i < end; i++) {
      float scale = scales.getAtIndex(JAVA_FLOAT_UNALIGNED, i / view.inner() % view.length());
      out.setAtIndex(JAVA_FLOAT_UNALIGNED, i, in.getAtIndex(JAVA_FLOAT_UNALIGNED, i) / scale);
    }
  }
}
