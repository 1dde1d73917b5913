package lanewise.engine.op.creation;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.DataTypes;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** ONNX {@code EyeLike}. */
final class EyeLikeOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    List<Dim> dims = inference.input(0).dims();
    if (dims != null && dims.size() != 2) {
      throw new InvalidNodeException("expected a matrix, found " + dims);
    }
    Attributes attributes = inference.attributes();
    ElementType type =
        attributes.has("dtype")
            ? DataTypes.of(attributes.integer("dtype", 0))
            : inference.input(0).type();
    inference.outputLike(0, type, 0);
  }

  @Override
  public List<Task> bind(Binding binding) {
    Elements.requireNumber(binding.outputType(0));
    return List.of(new Diagonal(binding.output(0), binding.node().attributes().integer("k", 0)));
  }

  private record Diagonal(Tensor out, long k) implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      out.segment().fill((byte) 0);
      long rows = out.shape().dim(0);
      long columns = out.shape().dim(1);
      if (k <= -rows || k >= columns) {
        return;
      }
      for (long row = Math.max(0, -k); row < rows && row + k < columns; row++) {
        Elements.setInteger(out.type(), out.segment(), row * columns + row + k, 1);
      }
    }
  }
}
