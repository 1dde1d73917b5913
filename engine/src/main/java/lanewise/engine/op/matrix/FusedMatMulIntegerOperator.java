package lanewise.engine.op.matrix;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Binding;
import lanewise.engine.op.Inference;
import lanewise.engine.op.Operator;
import lanewise.engine.op.Sizing;
import lanewise.engine.op.WeightLoading;
import lanewise.kernels.ConcurrentTasks;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulInt8;
import lanewise.kernels.MatMulInt8.Lhs;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.Tensor;

/**
 * An 8-bit product, back in f32: {@code activation((lhs - lhsZero) · (rhs - rhsZero) · (lhsScale ·
 * rhsScale) + bias) + residual}. The product of the scales is rounded first.
 *
 * <p>Inputs: lhs [.., m, k] and rhs [k, n] of u8 or i8; lhs zero point and scale, one for all rows
 * or one for each of equally many rows; rhs zero point and scale, one or n; bias (n) and residual
 * (the output's shape). The zero points, the bias and the residual are optional.
 */
final class FusedMatMulIntegerOperator implements Operator {
  private static final int RHS = 1;
  private static final int LHS_ZERO = 2;
  private static final int RHS_ZERO = 3;
  private static final int LHS_SCALE = 4;
  private static final int RHS_SCALE = 5;
  private static final int BIAS = 6;
  private static final int RESIDUAL = 7;

  @Override
  public void infer(Inference inference) {
    requireByte(inference.input(0).type(), "lhs");
    requireByte(inference.input(RHS).type(), "rhs");
    List<Dim> lhs = inference.input(0).dims();
    List<Dim> rhs = inference.input(RHS).dims();
    if (lhs == null || rhs == null) {
      inference.output(0, ElementType.FLOAT32, (List<Dim>) null);
      return;
    }
    if (lhs.size() < 2 || rhs.size() != 2) {
      throw new InvalidNodeException(
          "expected lhs [.., m, k] and rhs [k, n], found " + lhs + " and " + rhs);
    }
    inference.output(0, ElementType.FLOAT32, MatMulShapes.infer(inference, 0, RHS));
  }

  private static void requireByte(ElementType type, String operand) {
    if (type != null && type != ElementType.INT8 && type != ElementType.UINT8) {
      throw new InvalidNodeException(operand + " must be i8 or u8, found " + type.label());
    }
  }

  @Override
  public void load(WeightLoading loading) {
    Tensor rhs = loading.constant(RHS);
    if (rhs != null) {
      PackedWeights.int8(loading.weights(), loading.tier(), rhs);
    }
  }

  @Override
  public long scratchBytes(Sizing sizing) {
    Shape rhs = sizing.inputShape(RHS);
    return sizing.constant(RHS) != null
        ? 0
        : sizing.tier().matMulInt8().packedBytes(rhs.intDim(0), rhs.intDim(1));
  }

  @Override
  public boolean mayOverwrite(int input) {
    return input == RESIDUAL;
  }

  @Override
  public List<Task> bind(Binding binding) {
    List<Task> tasks = new ArrayList<>();
    PackedMatrix rhs = packed(binding, tasks);
    int rows = Math.toIntExact(binding.inputShape(0).elementCount() / Math.max(1, rhs.k()));
    if (rhs.k() == 0) {
      rows = Math.toIntExact(binding.outputShape(0).elementCount() / Math.max(1, rhs.n()));
    }
    long groups = binding.inputShape(LHS_SCALE).elementCount();
    if (groups == 0 || rows % groups != 0) {
      throw new InvalidNodeException(
          "lhs has " + rows + " rows, its scale has " + groups + " values");
    }
    requireCount(binding, LHS_ZERO, groups, "lhs zero point");
    boolean perRow = groups > 1 && groups == rows;
    int products = perRow ? 1 : Math.toIntExact(groups);
    List<Task> parts = new ArrayList<>();
    for (int group = 0; group < products; group++) {
      parts.add(product(binding, rhs, group, rows / products, perRow));
    }
    tasks.add(ConcurrentTasks.of(parts));
    return tasks;
  }

  private static PackedMatrix packed(Binding binding, List<Task> tasks) {
    Tensor constant = binding.constant(RHS);
    if (constant != null) {
      return PackedWeights.int8(binding.weights(), binding.tier(), constant);
    }
    Tensor rhs = binding.input(RHS);
    MatMulInt8 kernel = binding.tier().matMulInt8();
    MatrixView view = PackedWeights.matrix(rhs, false);
    PackedMatrix packed = kernel.packed(rhs.type(), view.rows(), view.columns(), binding.scratch());
    tasks.add(kernel.pack(view, packed));
    return packed;
  }

  private static void requireCount(Binding binding, int input, long count, String what) {
    if (binding.hasInput(input) && binding.inputShape(input).elementCount() != count) {
      throw new InvalidNodeException(
          what + " must have " + count + " values, found " + binding.inputShape(input));
    }
  }

  private static Task product(
      Binding binding, PackedMatrix rhs, int group, int rows, boolean perRow) {
    long columnScales = binding.inputShape(RHS_SCALE).elementCount();
    boolean perColumn = columnScales != 1;
    if (perColumn) {
      requireCount(binding, RHS_SCALE, rhs.n(), "rhs scale");
    }
    requireCount(binding, RHS_ZERO, columnScales, "rhs zero point");
    long firstRow = (long) group * rows;
    int perGroup = perRow ? rows : 1;
    Tensor lhs = binding.input(0);
    MemorySegment zeros =
        binding.hasInput(LHS_ZERO)
            ? binding.input(LHS_ZERO).segment().asSlice((long) group * perGroup, perGroup)
            : null;
    MemorySegment scales =
        binding
            .input(LHS_SCALE)
            .segment()
            .asSlice((long) Float.BYTES * group * perGroup, (long) Float.BYTES * perGroup);
    MatrixView lhsRows =
        new MatrixView(lhs.segment(), firstRow * rhs.k(), rows, rhs.k(), rhs.k(), 1);
    return binding
        .tier()
        .matMulInt8()
        .multiplyRescaled(
            new Lhs(lhs.type(), lhsRows, zeros, perRow),
            scales,
            rhs,
            binding.hasInput(RHS_ZERO) ? binding.input(RHS_ZERO).segment() : null,
            binding.input(RHS_SCALE).segment(),
            perColumn,
            rows(binding.output(0), firstRow, rows, rhs.n()),
            epilogue(binding, firstRow, rows, rhs.n()));
  }

  private static Epilogue epilogue(Binding binding, long firstRow, int rows, int n) {
    return new Epilogue(
        binding.hasInput(BIAS) ? binding.input(BIAS).segment() : null,
        MatMulOperators.activation(binding),
        binding.hasInput(RESIDUAL) ? rows(binding.input(RESIDUAL), firstRow, rows, n) : null);
  }

  private static MatrixView rows(Tensor tensor, long firstRow, int rows, int n) {
    return new MatrixView(tensor.segment(), Float.BYTES * firstRow * n, rows, n, n, 1);
  }
}
