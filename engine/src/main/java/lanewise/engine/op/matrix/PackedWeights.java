package lanewise.engine.op.matrix;

import java.lang.foreign.MemorySegment;
import lanewise.engine.op.Weights;
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
        constant,
        layout,
        store -> {
          MatMulF32 kernel = tier.matMulF32();
          MatrixView view = matrix(constant, transposed);
          long bytes = kernel.packedBytes(view.rows(), view.columns());
          MemorySegment memory = store.allocate(bytes);
          PackedMatrix packed = kernel.packed(view.rows(), view.columns(), memory);
          store.run(kernel.pack(view, packed));
          return packed;
        });
  }

  /** A constant matrix k × n of i8 or u8. */
  static PackedMatrix int8(Weights weights, KernelTier tier, Tensor constant) {
    return weights.prepare(
        constant,
        constant + " " + tier.name(),
        store -> {
          MatMulInt8 kernel = tier.matMulInt8();
          MatrixView view = matrix(constant, false);
          long bytes = kernel.packedBytes(view.rows(), view.columns());
          MemorySegment memory = store.allocate(bytes);
          PackedMatrix packed = kernel.packed(constant.type(), view.rows(), view.columns(), memory);
          store.run(kernel.pack(view, packed));
          return packed;
        });
  }

  static MatrixView matrix(Tensor tensor, boolean transposed) {
    MatrixView view =
        MatrixView.dense(tensor.segment(), tensor.shape().intDim(0), tensor.shape().intDim(1));
    return transposed ? view.transposed() : view;
  }
}
