package lanewise.engine.op.matrix;

import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import lanewise.engine.op.Weights;
import lanewise.kernels.ElementType;
import lanewise.kernels.KernelTier;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Tensor;

/** Constant right-hand sides in the layout that the tier's kernels read, packed once. */
final class PackedWeights {
  private PackedWeights() {}

  /** A constant f32 matrix k × n, or n × k when {@code transposed}. */
  static PackedMatrix f32(Weights weights, KernelTier tier, Tensor constant, boolean transposed) {
    String layout = constant + " " + tier.name() + (transposed ? " transposed" : "");
    return weights.prepare(
        constant, layout, new PackF32(tier.matMulF32(), matrix(constant, transposed)));
  }

  /** A constant matrix k × n of i8 or u8. */
  static PackedMatrix int8(Weights weights, KernelTier tier, Tensor constant) {
    return weights.prepare(
        constant,
        constant + " " + tier.name(),
        new PackInt8(tier.matMulInt8(), constant.type(), matrix(constant, false)));
  }

  /** Not a lambda, as below: a young process would spend more time on making its class. */
  private record PackF32(MatMulF32 kernel, MatrixView view)
      implements Function<Weights, PackedMatrix> {
    @Override
    public PackedMatrix apply(Weights store) {
      MemorySegment memory = store.allocate(kernel.packedBytes(view.rows(), view.columns()));
      PackedMatrix packed = kernel.packed(view.rows(), view.columns(), memory);
      store.run(kernel.pack(view, packed));
      return packed;
    }
  }

  private record PackInt8(MatMulInt8 kernel, ElementType type, MatrixView view)
      implements Function<Weights, PackedMatrix> {
    @Override
    public PackedMatrix apply(Weights store) {
      MemorySegment memory = store.allocate(kernel.packedBytes(view.rows(), view.columns()));
      PackedMatrix packed = kernel.packed(type, view.rows(), view.columns(), memory);
      store.run(kernel.pack(view, packed));
      return packed;
    }
  }

  static MatrixView matrix(Tensor tensor, boolean transposed) {
    MatrixView view =
        MatrixView.dense(tensor.segment(), tensor.shape().intDim(0), tensor.shape().intDim(1));
    return transposed ? view.transposed() : view;
  }
}
