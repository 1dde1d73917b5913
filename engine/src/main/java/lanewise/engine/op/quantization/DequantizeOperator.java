package lanewise.engine.op.quantization;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.natives.memory.NativeMemory;

/** ONNX {@code DequantizeLinear}. */
final class DequantizeOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.commonType(0, 2);
    long stated = inference.attributes().integer("output_dtype", 0);
    ElementType to = stated == 0 ? inference.input(1).type() : DataTypes.of(stated);
    inference.outputLike(0, to, 0);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    boolean plain =
        sizing.inputType(1) == ElementType.FLOAT32
            && sizing.outputType(0) == ElementType.FLOAT32
            && !Channels.of(sizing).blocked();
    if (plain) {
      return 0;
    }
    long count = Math.max(sizing.inputShape(0).elementCount(), sizing.inputShape(1).elementCount());
    return Math.multiplyExact(NativeMemory.roundUp(Math.addExact(count, 64)), 24L);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Channels channels = Channels.of(binding);
    ElementType from = binding.inputType(0);
    Channels.Scratch scratch = new Channels.Scratch(binding.scratch());
    List<Task> tasks = new ArrayList<>();
    ScaleOperands operands = ScaleOperands.bind(binding, channels, from, scratch, tasks);
    long count = binding.inputShape(0).elementCount();
    boolean f32 = binding.outputType(0) == ElementType.FLOAT32;
    MemorySegment out = binding.output(0).segment();
    MemorySegment reals = f32 ? out : scratch.take(ElementType.FLOAT32, count);
    AxisView view = channels.kernelView();
    tasks.add(
        binding
            .tier()
            .quantization()
            .dequantize(
                from,
                binding.input(0).segment(),
                view.outer(),
                view.length(),
                view.inner(),
                operands.scales(),
                operands.zeroPoints(),
                reals));
    if (!f32) {
      tasks.add(
          binding
              .tier()
              .elementwise()
              .cast(ElementType.FLOAT32, binding.outputType(0), reals, out, count));
    }
    return tasks;
  }
}
