package lanewise.engine.op.creation;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.CopyTask;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code Dropout} in inference: the input, and a mask that is all true. */
final class DropoutOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    inference.outputLike(0, inference.input(0).type(), 0);
    boolean real = inference.node().version() < 10;
    inference.outputLike(1, real ? inference.input(0).type() : ElementType.BOOL, 0);
  }

  /** Refuses to train; a ratio of 0 drops nothing. */
  private record RequireInference(Tensor training, Tensor ratio) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      boolean drops = ratio == null || Elements.real(ratio.type(), ratio.segment(), 0) != 0;
      if (Elements.integer(training.type(), training.segment(), 0) != 0 && drops) {
        throw InvalidNodeException.unsupported(
            "training_mode is true; only inference is supported");
      }
    }
  }

  private record Ones(MemorySegment out, ElementType type, long count) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      for (long i = 0; i < count; i++) {
        Elements.setInteger(type, out, i, 1);
      }
    }
  }

  @Override
  public boolean needsFirstOutput() {
    return false;
  }

  @Override
  public List<Task> bind(Binding binding) {
    List<Task> tasks = new ArrayList<>();
    if (binding.hasInput(2) && binding.inputShape(2).elementCount() == 1) {
      boolean ratio = binding.hasInput(1) && binding.inputShape(1).elementCount() == 1;
      tasks.add(new RequireInference(binding.input(2), ratio ? binding.input(1) : null));
    }
    if (binding.hasOutput(0)) {
      tasks.addAll(CopyTask.of(binding.input(0), binding.output(0)));
    }
    if (binding.hasOutput(1)) {
      Tensor mask = binding.output(1);
      tasks.add(new Ones(mask.segment(), mask.type(), mask.elementCount()));
    }
    return tasks;
  }
}
