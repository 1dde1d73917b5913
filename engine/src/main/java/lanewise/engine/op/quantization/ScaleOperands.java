package lanewise.engine.op.quantization;

import java.lang.foreign.MemorySegment;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/**
 * Scales in f32 and zero points in the narrow type, one a channel of the kernel's layout.
 *
 * @param zeroPoints null for zero
 */
record ScaleOperands(MemorySegment scales, MemorySegment zeroPoints) {
  /** Adds the tasks that bring the inputs 1 and 2 into this form. */
  static ScaleOperands bind(
      Binding binding,
      Channels channels,
      ElementType narrow,
      Channels.Scratch scratch,
      List<Task> tasks) {
    long count = binding.inputShape(1).elementCount();
    long elements = binding.inputShape(0).elementCount();
    MemorySegment scales = binding.input(1).segment();
    if (binding.inputType(1) != ElementType.FLOAT32) {
      MemorySegment reals = scratch.take(ElementType.FLOAT32, count);
      tasks.add(cast(binding, binding.inputType(1), ElementType.FLOAT32, scales, reals, count));
      scales = reals;
    }
    if (channels.blocked()) {
      MemorySegment spread = scratch.take(ElementType.FLOAT32, elements);
      tasks.addAll(channels.spread(binding, Float.BYTES, scales, spread));
      scales = spread;
    }
    return new ScaleOperands(scales, zeroPoints(binding, channels, narrow, scratch, tasks));
  }

  private static MemorySegment zeroPoints(
      Binding binding,
      Channels channels,
      ElementType narrow,
      Channels.Scratch scratch,
      List<Task> tasks) {
    if (!binding.hasInput(2) || narrow.isFloat()) {
      return null;
    }
    if (binding.inputType(2) != narrow) {
      throw new InvalidNodeException(
          "the zero point must be " + narrow.label() + ", found " + binding.input(2));
    }
    long count = binding.inputShape(1).elementCount();
    if (binding.inputShape(2).elementCount() != count) {
      throw new InvalidNodeException(
          "the scale has " + count + " elements, the zero point " + binding.inputShape(2));
    }
    MemorySegment given = binding.input(2).segment();
    if (!channels.blocked()) {
      return given;
    }
    long elements = binding.inputShape(0).elementCount();
    if (narrow.isPlain()) {
      MemorySegment spread = scratch.take(narrow, elements);
      tasks.addAll(channels.spread(binding, narrow.blockBytes(), given, spread));
      return spread;
    }
    MemorySegment bytes = scratch.take(ElementType.INT8, count);
    MemorySegment spread = scratch.take(ElementType.INT8, elements);
    MemorySegment packed = scratch.take(narrow, elements);
    tasks.add(cast(binding, narrow, ElementType.INT8, given, bytes, count));
    tasks.addAll(channels.spread(binding, 1, bytes, spread));
    tasks.add(cast(binding, ElementType.INT8, narrow, spread, packed, elements));
    return packed;
  }

  private static Task cast(
      Binding binding,
      ElementType from,
      ElementType to,
      MemorySegment in,
      MemorySegment out,
      long count) {
    return binding.tier().elementwise().cast(from, to, in, out, count);
  }
}
