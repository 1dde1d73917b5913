package lanewise.engine.op.quantization;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.AxisView;
import lanewise.engine.op.Binding;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.natives.memory.NativeMemory;

/** ONNX {@code QuantizeLinear}. */
final class QuantizeOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.input(1);
    ElementType to = ElementType.UINT8;
    long stated = inference.attributes().integer("output_dtype", 0);
    if (inference.hasInput(2)) {
      to = inference.input(2).type();
      if (stated != 0 && to != null && to != DataTypes.of(stated)) {
        throw new InvalidNodeException(
            "output_dtype is " + DataTypes.of(stated).label() + ", the zero point " + to.label());
      }
    } else if (stated != 0) {
      to = DataTypes.of(stated);
    }
    inference.outputLike(0, to, 0);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    if (plain(sizing)) {
      return 0;
    }
    long count = Math.max(sizing.inputShape(0).elementCount(), sizing.inputShape(1).elementCount());
    return Math.multiplyExact(NativeMemory.roundUp(Math.addExact(count, 64)), 24L);
  }

  private static boolean plain(Sizing sizing) {
    return sizing.inputType(0) == ElementType.FLOAT32
        && sizing.inputType(1) == ElementType.FLOAT32
        && !Channels.of(sizing).blocked()
        && saturates(sizing);
  }

  private static boolean saturates(Sizing sizing) {
    boolean narrowFloat = sizing.outputType(0).isFloat();
    return !narrowFloat || sizing.node().attributes().integer("saturate", 1) != 0;
  }

  @Override
  public List<Task> bind(Binding binding) {
    Channels channels = Channels.of(binding);
    ElementType to = binding.outputType(0);
    Channels.Scratch scratch = new Channels.Scratch(binding.scratch());
    List<Task> tasks = new ArrayList<>();
    ScaleOperands operands = ScaleOperands.bind(binding, channels, to, scratch, tasks);
    long count = binding.inputShape(0).elementCount();
    MemorySegment in = binding.input(0).segment();
    if (binding.inputType(0) != ElementType.FLOAT32) {
      MemorySegment reals = scratch.take(ElementType.FLOAT32, count);
      tasks.add(
          binding
              .tier()
              .elementwise()
              .cast(binding.inputType(0), ElementType.FLOAT32, in, reals, count));
      in = reals;
    }
    AxisView view = channels.kernelView();
    if (saturates(binding)) {
      tasks.add(
          binding
              .tier()
              .quantization()
              .quantize(
                  to,
                  in,
                  view.outer(),
                  view.length(),
                  view.inner(),
                  operands.scales(),
                  operands.zeroPoints(),
                  binding.output(0).segment()));
      return tasks;
    }
    MemorySegment scaled = scratch.take(ElementType.FLOAT32, count);
    tasks.add(new DivideByScale(view, in, operands.scales(), scaled));
    tasks.add(
        binding
            .tier()
            .elementwise()
            .cast(ElementType.FLOAT32, to, false, scaled, binding.output(0).segment(), count));
    return tasks;
  }
}
