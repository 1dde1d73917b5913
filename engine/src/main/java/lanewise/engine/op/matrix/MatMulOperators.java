package lanewise.engine.op.matrix;

import static lanewise.engine.op.OperatorVersions.since;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.WeightLoading;
import lanewise.engine.op.Weights;
import lanewise.kernels.Activation;
import lanewise.kernels.ConcurrentTasks;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.natives.memory.NativeMemory;

/** Products of matrices: ONNX {@code MatMul}, and the same in f32 with what follows it fused. */
public final class MatMulOperators {
  /** The internal operator: a product of f32 matrices and what follows it. */
  public static final String FUSED_MATMUL = "FusedMatMul";

  /** The internal operator: a product of 8-bit matrices, rescaled to f32, and what follows it. */
  public static final String FUSED_MATMUL_INTEGER = "FusedMatMulInteger";

  /** Attribute of fused products: an {@link Activation}'s name. */
  public static final String ACTIVATION = "activation";

  /** Attribute of {@code FusedMatMul}: 1 when the rhs, a constant matrix, is given n × k. */
  public static final String TRANSPOSED_RHS = "transposed_rhs";

  private MatMulOperators() {}

  /** What {@code name} means in ONNX, or null. */
  public static OperatorVersions find(String name) {
    return switch (name) {
      case "MatMul" -> since(1, new MatMul());
      default -> null;
    };
  }

  /** What {@code name} means where passes made the node, or null. */
  public static OperatorVersions findInternal(String name) {
    return switch (name) {
      case FUSED_MATMUL -> since(1, new MatMul());
      case FUSED_MATMUL_INTEGER -> since(1, new FusedMatMulIntegerOperator());
      default -> null;
    };
  }

  /** The activation that a fused product applies. */
  static Activation activation(Sizing sizing) {
    String name = sizing.node().attributes().string(ACTIVATION, Activation.NONE.name());
    for (Activation activation : Activation.values()) {
      if (activation.name().equals(name)) {
        return activation;
      }
    }
    throw new IllegalArgumentException("no activation is named " + name);
  }

  /**
   * Inputs lhs, rhs, and in the fused form bias (n values) and residual (the output's shape), both
   * optional: {@code activation(lhs · rhs + bias) + residual}.
   */
  private static final class MatMul implements Operator {
    @Override
    public void infer(Inference inference) {
      ElementType type = inference.commonType(0, 1);
      if (type != null) {
        GenericProduct.requireProduct(type);
      }
      List<Dim> dims =
          isTransposed(inference.node())
              ? MatMulShapes.inferTransposed(inference, 0, 1)
              : MatMulShapes.infer(inference, 0, 1);
      inference.output(0, type, dims);
    }

    private static boolean isTransposed(Node node) {
      return node.attributes().integer(TRANSPOSED_RHS, 0) != 0;
    }

    private static MatMulShapes shapes(Sizing sizing) {
      Shape rhs = sizing.inputShape(1);
      boolean transposed = isTransposed(sizing.node());
      return MatMulShapes.of(
          sizing.inputShape(0), transposed ? Shape.of(rhs.dim(1), rhs.dim(0)) : rhs);
    }

    @Override
    public void load(WeightLoading loading) {
      Tensor rhs = loading.constant(1);
      if (rhs != null && isPackable(rhs)) {
        boolean transposed = isTransposed(loading.node());
        PackedWeights.f32(loading.weights(), loading.tier(), rhs, transposed);
      }
    }

    private static boolean isPackable(Tensor rhs) {
      return rhs.shape().rank() == 2 && rhs.type() == ElementType.FLOAT32 && Weights.arePacked();
    }

    @Override
    public long scratchBytes(Sizing sizing) {
      Tensor rhs = sizing.constant(1);
      boolean f32 = sizing.inputType(0) == ElementType.FLOAT32;
      if (!f32 || (rhs != null && isPackable(rhs))) {
        return 0;
      }
      MatMulShapes shapes = shapes(sizing);
      return Math.multiplyExact(packedBytes(sizing, shapes), (long) shapes.rhsCount());
    }

    private static long packedBytes(Sizing sizing, MatMulShapes shapes) {
      return NativeMemory.roundUp(sizing.tier().matMulF32().packedBytes(shapes.k(), shapes.n()));
    }

    @Override
    public boolean mayOverwrite(int input) {
      return input == 3;
    }

    @Override
    public List<Task> bind(Binding binding) {
      MatMulShapes shapes = shapes(binding);
      if (binding.inputType(0) != ElementType.FLOAT32) {
        return List.of(GenericProduct.dense(binding, shapes));
      }
      Tensor constant = binding.constant(1);
      if (constant != null && isPackable(constant)) {
        PackedMatrix packed =
            PackedWeights.f32(
                binding.weights(), binding.tier(), constant, isTransposed(binding.node()));
        MatMulF32 kernel = binding.tier().matMulF32();
        return List.of(
            kernel.multiply(
                lhs(binding, shapes, 0),
                packed,
                out(binding, shapes, 0),
                epilogue(binding, shapes, 0)));
      }
      return bindDynamic(binding, shapes);
    }

    private static List<Task> bindDynamic(Binding binding, MatMulShapes shapes) {
      MatMulF32 kernel = binding.tier().matMulF32();
      long packedBytes = packedBytes(binding, shapes);
      MemorySegment rhs = binding.input(1).segment();
      List<Task> packs = new ArrayList<>();
      List<PackedMatrix> packed = new ArrayList<>();
      for (int i = 0; i < shapes.rhsCount(); i++) {
        MemorySegment memory = binding.scratch().asSlice(i * packedBytes, packedBytes);
        packed.add(kernel.packed(shapes.k(), shapes.n(), memory));
        long byteOffset = 4L * i * shapes.k() * shapes.n();
        MatrixView view =
            isTransposed(binding.node())
                ? MatrixView.dense(rhs, shapes.n(), shapes.k()).transposed()
                : new MatrixView(rhs, byteOffset, shapes.k(), shapes.n(), shapes.n(), 1);
        packs.add(kernel.pack(view, packed.getLast()));
      }
      List<Task> products = new ArrayList<>();
      for (int i = 0; i < shapes.batches(); i++) {
        products.add(
            kernel.multiply(
                lhs(binding, shapes, i),
                packed.get(shapes.rhsBatch()[i]),
                out(binding, shapes, i),
                epilogue(binding, shapes, i)));
      }
      return products.isEmpty()
          ? List.of()
          : List.of(ConcurrentTasks.of(packs), ConcurrentTasks.of(products));
    }

    private static MatrixView lhs(Binding binding, MatMulShapes shapes, int batch) {
      long byteOffset = 4L * shapes.lhsBatch()[batch] * shapes.m() * shapes.k();
      return new MatrixView(
          binding.input(0).segment(), byteOffset, shapes.m(), shapes.k(), shapes.k(), 1);
    }

    private static MatrixView out(Binding binding, MatMulShapes shapes, int batch) {
      return rows(binding.output(0).segment(), shapes, batch);
    }

    private static MatrixView rows(MemorySegment segment, MatMulShapes shapes, int batch) {
      long byteOffset = 4L * batch * shapes.m() * shapes.n();
      return new MatrixView(segment, byteOffset, shapes.m(), shapes.n(), shapes.n(), 1);
    }

    private static Epilogue epilogue(Binding binding, MatMulShapes shapes, int batch) {
      MemorySegment bias = binding.hasInput(2) ? binding.input(2).segment() : null;
      MatrixView residual =
          binding.hasInput(3) ? rows(binding.input(3).segment(), shapes, batch) : null;
      return new Epilogue(bias, activation(binding), residual);
    }
  }
}
