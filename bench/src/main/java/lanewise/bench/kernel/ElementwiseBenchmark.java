package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.KernelTier;
import lanewise.kernels.Shape;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** f32 functions of single elements. */
public class ElementwiseBenchmark extends KernelBenchmark {
  /** Rows × columns. */
  @Param({"128x384", "128x1536", "1024x1536", "8192x1024"})
  String shape;

  private Task gelu;
  private Task exp;
  private Task log;
  private Task sin;
  private Task tanh;
  private Task silu;
  private Task add;

  @Override
  void bind(KernelTier kernels, Operands operands) {
    int[] sizes = Shapes.parse(shape, 2);
    Shape dense = Shape.of(sizes[0], sizes[1]);
    long count = dense.elementCount();
    Elementwise kernel = kernels.elementwise();
    MemorySegment lhs = operands.floats(count);
    MemorySegment rhs = operands.floats(count);
    MemorySegment out = operands.zeros(4 * count);
    gelu = kernel.unary(UnaryOp.GELU_ERF, ElementType.FLOAT32, lhs, out, count);
    exp = kernel.unary(UnaryOp.EXP, ElementType.FLOAT32, lhs, out, count);
    log = kernel.unary(UnaryOp.LOG, ElementType.FLOAT32, lhs, out, count);
    sin = kernel.unary(UnaryOp.SIN, ElementType.FLOAT32, lhs, out, count);
    tanh = kernel.unary(UnaryOp.TANH, ElementType.FLOAT32, lhs, out, count);
    silu = kernel.unary(UnaryOp.SILU, ElementType.FLOAT32, lhs, out, count);
    add =
        kernel.binary(BinaryOp.ADD, ElementType.FLOAT32, Broadcast.of(dense, dense), lhs, rhs, out);
  }

  @Benchmark
  public void gelu() {
    run(gelu);
  }

  @Benchmark
  public void exp() {
    run(exp);
  }

  @Benchmark
  public void log() {
    run(log);
  }

  @Benchmark
  public void sin() {
    run(sin);
  }

  @Benchmark
  public void tanh() {
    run(tanh);
  }

  @Benchmark
  public void silu() {
    run(silu);
  }

  @Benchmark
  public void add() {
    run(add);
  }
}
