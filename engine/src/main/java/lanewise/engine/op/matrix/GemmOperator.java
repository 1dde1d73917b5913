package lanewise.engine.op.matrix;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Dims;
import lanewise.engine.op.Elements;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.WeightLoading;
import lanewise.kernels.Activation;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;
import lanewise.kernels.task.BroadcastTask;
import lanewise.natives.memory.NativeMemory;

/** ONNX {@code Gemm}: {@code alpha · A' B' + beta · C}. */
final class GemmOperator implements Operator {
  @Override
  public void infer(Inference inference) {
    ElementType type = inference.commonType(0, 1, 2);
    List<Dim> a = matrix(inference, 0, "transA");
    List<Dim> b = matrix(inference, 1, "transB");
    if (a == null || b == null) {
      inference.outputOfRank(0, type, 2);
      return;
    }
    if (a.get(1).isKnown() && b.get(0).isKnown() && !a.get(1).equals(b.get(0))) {
      throw new InvalidNodeException("inner dimensions differ: " + a + " and " + b);
    }
    List<Dim> out = List.of(a.get(0), b.get(1));
    List<Dim> c = inference.hasInput(2) ? inference.input(2).dims() : null;
    if (c != null && !fits(c, out)) {
      throw new InvalidNodeException("C " + c + " does not broadcast to " + out);
    }
    inference.output(0, type, out);
  }

  private static boolean fits(List<Dim> c, List<Dim> out) {
    if (c.size() > 2) {
      return false;
    }
    List<Dim> joined = Dims.broadcast(c, out);
    for (int axis = 0; axis < 2; axis++) {
      boolean known = joined.get(axis).isKnown() && out.get(axis).isKnown();
      if (known && !joined.get(axis).equals(out.get(axis))) {
        return false;
      }
    }
    return true;
  }

  private static List<Dim> matrix(Inference inference, int input, String transpose) {
    List<Dim> dims = inference.input(input).dims();
    if (dims != null && dims.size() != 2) {
      throw new InvalidNodeException("input " + input + " must be a matrix, found " + dims);
    }
    boolean transposed = inference.attributes().integer(transpose, 0) != 0;
    return dims == null || !transposed ? dims : List.of(dims.get(1), dims.get(0));
  }

  private static boolean flag(Sizing sizing, String name) {
    return sizing.node().attributes().integer(name, 0) != 0;
  }

  private static int k(Sizing sizing) {
    return sizing.inputShape(0).intDim(flag(sizing, "transA") ? 0 : 1);
  }

  @Override
  public void load(WeightLoading loading) {
    Tensor rhs = loading.constant(1);
    if (rhs != null && rhs.type() == ElementType.FLOAT32 && rhs.shape().rank() == 2) {
      boolean transposed = loading.node().attributes().integer("transB", 0) != 0;
      PackedWeights.f32(loading.weights(), loading.tier(), rhs, transposed);
    }
  }

  private static long packedBytes(Sizing sizing) {
    if (sizing.constant(1) != null) {
      return 0;
    }
    int n = sizing.outputShape(0).intDim(1);
    return NativeMemory.roundUp(sizing.tier().matMulF32().packedBytes(k(sizing), n));
  }

  private static long transposedBytes(Sizing sizing) {
    return flag(sizing, "transA")
        ? ElementType.FLOAT32.byteSize(sizing.inputShape(0).elementCount())
        : 0;
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    if (sizing.inputType(0) != ElementType.FLOAT32) {
      return 0;
    }
    return Math.addExact(packedBytes(sizing), transposedBytes(sizing));
  }

  @Override
  public List<Task> bind(Binding binding) {
    Attributes attributes = binding.node().attributes();
    float alpha = attributes.real("alpha", 1);
    float beta = binding.hasInput(2) ? attributes.real("beta", 1) : 0;
    List<Task> tasks = new ArrayList<>();
    boolean finished;
    if (binding.inputType(0) == ElementType.FLOAT32) {
      finished = bindF32(binding, alpha, beta, tasks);
    } else {
      tasks.add(generic(binding));
      finished = alpha == 1 && beta == 0;
    }
    if (!finished) {
      tasks.add(finish(binding, alpha, beta));
    }
    return tasks;
  }

  /** Returns whether the epilogue does all that follows the product. */
  private static boolean bindF32(Binding binding, float alpha, float beta, List<Task> tasks) {
    MatMulF32 kernel = binding.tier().matMulF32();
    Shape out = binding.outputShape(0);
    int m = out.intDim(0);
    int n = out.intDim(1);
    int k = k(binding);
    MatrixView rhs = PackedWeights.matrix(binding.input(1), flag(binding, "transB"));
    PackedMatrix packed;
    if (binding.constant(1) != null) {
      packed =
          PackedWeights.f32(
              binding.weights(), binding.tier(), binding.constant(1), flag(binding, "transB"));
    } else {
      packed = kernel.packed(k, n, binding.scratch().asSlice(0, packedBytes(binding)));
      tasks.add(kernel.pack(rhs, packed));
    }
    MatrixView lhs = MatrixView.dense(binding.input(0).segment(), m, k);
    if (flag(binding, "transA")) {
      MemorySegment transposed = binding.scratch().asSlice(packedBytes(binding));
      tasks.add(transpose(binding, m, k, transposed));
      lhs = MatrixView.dense(transposed, m, k);
    }
    MatrixView product = MatrixView.dense(binding.output(0).segment(), m, n);
    boolean fused = alpha == 1 && (beta == 0 || beta == 1);
    Epilogue epilogue = fused && beta == 1 ? epilogue(binding, m, n) : Epilogue.NONE;
    tasks.add(kernel.multiply(lhs, packed, product, epilogue == null ? Epilogue.NONE : epilogue));
    return fused && epilogue != null;
  }

  /** C as an epilogue, or null when its shape is neither a row nor the whole output. */
  private static Epilogue epilogue(Binding binding, int m, int n) {
    Shape c = binding.inputShape(2);
    MemorySegment memory = binding.input(2).segment();
    if (c.elementCount() == n && (c.rank() < 2 || c.dim(-1) == n)) {
      return Epilogue.bias(memory);
    }
    if (c.elementCount() == (long) m * n) {
      return new Epilogue(null, Activation.NONE, MatrixView.dense(memory, m, n));
    }
    return null;
  }

  private static Task transpose(Binding binding, int m, int k, MemorySegment out) {
    return binding
        .tier()
        .movement()
        .copy(
            Float.BYTES,
            new long[] {m, k},
            binding.input(0).segment(),
            0,
            new long[] {1, m},
            out,
            0,
            new long[] {k, 1});
  }

  private static Task generic(Binding binding) {
    Shape out = binding.outputShape(0);
    int m = out.intDim(0);
    int n = out.intDim(1);
    int k = k(binding);
    boolean transA = flag(binding, "transA");
    boolean transB = flag(binding, "transB");
    return new GenericProduct(
        binding.inputType(0),
        new MatMulShapes(m, n, k, 1, new int[1], new int[1]),
        new GenericProduct.Operand(binding.input(0).segment(), transA ? 1 : k, transA ? m : 1),
        new GenericProduct.Operand(binding.input(1).segment(), transB ? 1 : n, transB ? k : 1),
        binding.output(0).segment());
  }

  private static Task finish(Binding binding, float alpha, float beta) {
    Shape out = binding.outputShape(0);
    Shape c = beta == 0 ? Shape.SCALAR : binding.inputShape(2);
    return new Finish(
        Broadcast.of(out, c),
        binding.outputType(0),
        alpha,
        beta,
        beta == 0 ? null : binding.input(2).segment(),
        binding.output(0).segment());
  }

  private static final class Finish extends BroadcastTask {
    private final ElementType type;
    private final float alpha;
    private final float beta;
    private final MemorySegment c;
    private final MemorySegment out;
    private final long stride;

    Finish(
        Broadcast broadcast,
        ElementType type,
        float alpha,
        float beta,
        MemorySegment c,
        MemorySegment out) {
      super(broadcast, 2);
      this.type = type;
      this.alpha = alpha;
      this.beta = beta;
      this.c = c;
      this.out = out;
      this.stride = innerStride(broadcast, 1);
    }

    @Override
    protected void innerRun(long at, long length, long first, long second, long third) {
      for (long i = 0; i < length; i++) {
        double added = c == null ? 0 : beta * Elements.real(type, c, second + i * stride);
        Elements.setReal(type, out, at + i, alpha * Elements.real(type, out, at + i) + added);
      }
    }
  }
}
