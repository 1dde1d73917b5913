package lanewise.engine.op.movement;

import lanewise.engine.op.Binding;
import lanewise.engine.op.Elements;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/** Copies between strided layouts; strides and offsets count elements. */
final class StridedCopy {
  private StridedCopy() {}

  static Task of(
      Binding binding,
      long[] dims,
      Tensor in,
      long inOffset,
      long[] inStrides,
      Tensor out,
      long outOffset,
      long[] outStrides) {
    int elementBytes = Elements.bytes(out.type());
    return binding
        .tier()
        .movement()
        .copy(
            elementBytes,
            dims,
            in.segment(),
            inOffset * elementBytes,
            inStrides,
            out.segment(),
            outOffset * elementBytes,
            outStrides);
  }
}
