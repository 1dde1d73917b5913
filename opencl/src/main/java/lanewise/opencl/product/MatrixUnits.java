package lanewise.opencl.product;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.device.DeviceMemory;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;
import lanewise.opencl.driver.ProgramSource;

/**
 * Products with 16-bit weights on NVIDIA's matrix units. Activations of f32 are rounded to the
 * weights' type and sums are the units' own: with {@code u} half a unit of that type in the last
 * place, an output is within {@code (2 u + k · 2⁻²³) · Σ |l · r|} of the exact one. An f32 that
 * passes f16's range becomes an infinity.
 */
final class MatrixUnits {
  /** The first compute capability with these instructions. */
  private static final int NEEDED = 80;

  private static final int TILE = 128;
  private static final int GROUP = 256;
  private static final int WHOLE = 8;
  private static final int VECTOR_BYTES = 16;
  private static final int LEAST_ROWS = 16;
  private static final int TRIAL = 144;
  private static final float TRIAL_BOUND = 0x1p-7f;

  private final DeviceContext context;

  MatrixUnits(DeviceContext context) {
    this.context = context;
  }

  static boolean present(DeviceContext context) {
    return context.info().computeCapability() >= NEEDED;
  }

  /** Whether sizes and places are those that the kernel reads. */
  boolean takes(MatrixView lhs, int lhsBytes, PackedMatrix rhs) {
    return lhs.rows() >= LEAST_ROWS
        && rhs.k() % WHOLE == 0
        && rhs.n() % WHOLE == 0
        && rhs.k() > 0
        && lhs.rowStride() * lhsBytes % VECTOR_BYTES == 0
        && context.aligned("lhs", lhs.segment(), lhs.byteOffset(), VECTOR_BYTES)
        && context.aligned("rhs", rhs.segment(), 0, VECTOR_BYTES);
  }

  /**
   * Binds a product.
   *
   * @param lhsHalf whether the left-hand side is of the weights' type, else f32
   */
  Task multiply(
      MatrixView lhs,
      boolean lhsHalf,
      PackedMatrix rhs,
      boolean bf16,
      MatrixView out,
      Epilogue epilogue) {
    ProgramSource source =
        ProgramSource.of("activation.cl", "product/floatend.cl", "product/mma.cl")
            .with("LHS_HALF", lhsHalf ? 1 : 0)
            .with("KIND_BF16", bf16 ? 1 : 0);
    Launch launch =
        new Launch(context, source, "product_mma")
            .rows("lhs", lhs, lhsHalf ? Short.BYTES : Float.BYTES)
            .bytes("rhs", rhs.segment(), 0, VECTOR_BYTES)
            .integer(0)
            .integer(lhs.rows())
            .integer(rhs.k())
            .integer(rhs.n());
    long columns = (rhs.n() + TILE - 1L) / TILE;
    long rows = (lhs.rows() + TILE - 1L) / TILE;
    return FloatEnd.into(launch, out, epilogue)
        .over(new long[] {columns * GROUP, rows}, new long[] {GROUP, 1});
  }

  /**
   * Runs both types on a random case beside the portable kernel.
   *
   * @return what differed, or null
   */
  String trial(OpenClMatMulHalf portable) {
    for (ElementType type : new ElementType[] {ElementType.FLOAT16, ElementType.BFLOAT16}) {
      float distance = distance(portable, type);
      if (!(distance <= TRIAL_BOUND)) {
        return type.label() + " products differ by " + distance + " of their magnitude";
      }
    }
    return null;
  }

  private float distance(OpenClMatMulHalf portable, ElementType type) {
    long count = (long) TRIAL * TRIAL;
    long bytes = count * Float.BYTES;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate(5 * bytes, 64);
      Random random = new Random(1);
      for (long i = 0; i < 2 * count; i++) {
        host.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
      }
      try (DeviceMemory memory = context.mirror(host, "a trial")) {
        memory.upload(0, 2 * bytes);
        MatrixView lhs = MatrixView.dense(host.asSlice(0, bytes), TRIAL, TRIAL);
        MatrixView rhs = MatrixView.dense(host.asSlice(bytes, bytes), TRIAL, TRIAL);
        PackedMatrix packed = portable.packed(type, TRIAL, TRIAL, host.asSlice(2 * bytes, bytes));
        MatrixView exact = MatrixView.dense(host.asSlice(3 * bytes, bytes), TRIAL, TRIAL);
        MatrixView units = MatrixView.dense(host.asSlice(4 * bytes, bytes), TRIAL, TRIAL);
        boolean bf16 = type == ElementType.BFLOAT16;
        portable.pack(ElementType.FLOAT32, rhs, packed).run(0, 0);
        portable.multiply(ElementType.FLOAT32, lhs, packed, exact, Epilogue.NONE, host).run(0, 0);
        multiply(lhs, false, packed, bf16, units, Epilogue.NONE).run(0, 0);
        memory.download(3 * bytes, 2 * bytes);
        float greatest = 0;
        for (long i = 0; i < count; i++) {
          float difference =
              host.getAtIndex(ValueLayout.JAVA_FLOAT, 3 * count + i)
                  - host.getAtIndex(ValueLayout.JAVA_FLOAT, 4 * count + i);
          greatest = Math.max(greatest, Math.abs(difference) / TRIAL);
        }
        return greatest;
      }
    }
  }
}
