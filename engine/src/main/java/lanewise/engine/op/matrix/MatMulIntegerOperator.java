package lanewise.engine.op.matrix;

import java.util.List;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.WeightLoading;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;

/** ONNX {@code MatMulInteger}. */
final class MatMulIntegerOperator implements Operator {
  private static final IntegerProduct PRODUCT = new IntegerProduct(0, 2, 1, 3);

  @Override
  public void infer(Inference inference) {
    IntegerProduct.requireInt8(inference.input(0).type());
    IntegerProduct.requireInt8(inference.input(1).type());
    inference.commonType(0, 2);
    inference.commonType(1, 3);
    inference.output(0, ElementType.INT32, MatMulShapes.infer(inference, 0, 1));
  }

  @Override
  public void load(WeightLoading loading) {
    PRODUCT.load(loading);
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    return PRODUCT.scratchBytes(sizing);
  }

  @Override
  public List<Task> bind(Binding binding) {
    return PRODUCT.bind(binding, binding.scratch(), binding.output(0).segment());
  }
}
