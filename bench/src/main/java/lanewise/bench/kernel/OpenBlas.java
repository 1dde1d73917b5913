package lanewise.bench.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import lanewise.kernels.Task;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * OpenBLAS beside our f32 product, by its C interface: the one library that everybody's matrix
 * product is measured against.
 */
final class OpenBlas {
  /** What the parameter {@code tier} says in place of one of our tiers. */
  static final String NAME = "openblas";

  private OpenBlas() {}

  /** Why it can't be loaded here; empty where it can. */
  static Optional<String> refusal() {
    try {
      Loader.load(openblas_nolapack.class);
      return Optional.empty();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * {@code out[m, n] = lhs[m, k] · rhs[k, n]}, all dense and row by row, on {@code threads} threads
   * of the library's own.
   */
  static Task product(
      int m, int n, int k, MemorySegment lhs, MemorySegment rhs, MemorySegment out, int threads) {
    Loader.load(openblas_nolapack.class);
    org.bytedeco.openblas.presets.openblas_nolapack.blas_set_num_threads(threads);
    int set = org.bytedeco.openblas.presets.openblas_nolapack.blas_get_num_threads();
    if (set != threads) {
      throw new IllegalStateException("OpenBLAS runs on " + set + " threads, asked: " + threads);
    }
    return new Product(m, n, k, floats(lhs), floats(rhs), floats(out));
  }

  private static FloatBuffer floats(MemorySegment segment) {
    return segment.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  private record Product(int m, int n, int k, FloatBuffer lhs, FloatBuffer rhs, FloatBuffer out)
      implements Task {
    @Override
    public int parts() {
      return 1;
    }

    @Override
    public void run(int part, int worker) {
      openblas_nolapack.cblas_sgemm(
          openblas_nolapack.CblasRowMajor,
          openblas_nolapack.CblasNoTrans,
          openblas_nolapack.CblasNoTrans,
          m,
          n,
          k,
          1f,
          lhs,
          k,
          rhs,
          n,
          0f,
          out,
          n);
    }
  }
}
