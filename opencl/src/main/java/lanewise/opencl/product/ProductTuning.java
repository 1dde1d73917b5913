package lanewise.opencl.product;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.PackedMatrix;
import lanewise.kernels.Task;
import lanewise.kernels.device.DeviceException;
import lanewise.kernels.device.DeviceMemory;
import lanewise.kernels.device.DeviceTask;
import lanewise.opencl.driver.DeviceContext;

/** Measures products with several tiles and keeps the best two. */
public final class ProductTuning {
  private static final List<Tile> LARGE =
      List.of(
          new Tile(128, 128, 8, 8, 8),
          new Tile(128, 128, 16, 8, 8),
          new Tile(128, 64, 16, 8, 8),
          new Tile(64, 128, 16, 8, 8),
          new Tile(128, 128, 32, 8, 8),
          new Tile(64, 64, 16, 8, 8),
          new Tile(64, 64, 8, 8, 4));
  private static final List<Tile> SMALL =
      List.of(
          new Tile(64, 64, 16, 4, 4),
          new Tile(32, 64, 16, 4, 4),
          new Tile(32, 32, 16, 4, 4),
          new Tile(32, 32, 32, 2, 4),
          new Tile(16, 32, 32, 2, 4));
  private static final int RUNS = 5;
  private static final int GPU_SIZE = 4_096;
  private static final int CPU_SIZE = 512;
  private static final int SMALL_PART = 8;

  private final DeviceContext context;
  private final Consumer<String> listener;

  /**
   * @param listener is told each result
   */
  public ProductTuning(DeviceContext context, Consumer<String> listener) {
    this.context = context;
    this.listener = listener;
  }

  /** Measures, and keeps what is best in {@code file}; gives it. */
  public ProductSizes run(TunedSizes file) throws IOException {
    int size = context.info().gpu() ? GPU_SIZE : CPU_SIZE;
    context.profile(true);
    try {
      Tile large = best(LARGE, size);
      Tile small = best(SMALL, size / SMALL_PART);
      ProductSizes defaults = ProductSizes.defaults(context.info());
      ProductSizes sizes =
          new ProductSizes(large, small, defaults.itemRows(), context.info().computeUnits());
      boolean keep = defaults.large() != null || quickerThanColumns(sizes, defaults, size);
      if (keep && file.file() != null) {
        file.store(sizes);
        listener.accept("kept in " + file.file());
      }
      return keep ? sizes : defaults;
    } finally {
      context.profile(false);
    }
  }

  private boolean quickerThanColumns(ProductSizes tiled, ProductSizes columns, int size) {
    double withTiles = gigaflops(tiled, size);
    double without = gigaflops(columns, size);
    listener.accept(
        String.format(Locale.ROOT, "a column for each work-item: %.0f GFLOP/s", without));
    return withTiles > without;
  }

  private Tile best(List<Tile> candidates, int size) {
    Tile best = candidates.getFirst();
    double most = 0;
    for (Tile tile : candidates) {
      if (!TunedSizes.fits(tile, context.info())) {
        continue;
      }
      double rate = gigaflops(new ProductSizes(tile, tile, 1, 1), size);
      listener.accept(
          String.format(
              Locale.ROOT,
              "%d × %d × %d by %d × %d for %d³: %.0f GFLOP/s",
              tile.rows(),
              tile.columns(),
              tile.depth(),
              tile.itemRows(),
              tile.itemColumns(),
              size,
              rate));
      if (rate > most) {
        most = rate;
        best = tile;
      }
    }
    return best;
  }

  /** The rate of the best of a few runs; 0 for sizes that the driver does not take. */
  private double gigaflops(ProductSizes sizes, int size) {
    OpenClMatMulF32 kernel = new OpenClMatMulF32(context, sizes);
    long bytes = (long) size * size * Float.BYTES;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment names = arena.allocate(3 * bytes, 64);
      try (DeviceMemory memory = context.mirror(names, "tuning")) {
        memory.upload();
        MatrixView lhs = MatrixView.dense(names.asSlice(0, bytes), size, size);
        PackedMatrix rhs = kernel.packed(size, size, names.asSlice(bytes, bytes));
        MatrixView out = MatrixView.dense(names.asSlice(2 * bytes, bytes), size, size);
        Task task = kernel.multiply(lhs, rhs, out, Epilogue.NONE);
        long least = Long.MAX_VALUE;
        for (int run = 0; run < RUNS; run++) {
          long before = ((DeviceTask) task).deviceNanos();
          task.run(0, 0);
          context.finish();
          least = Math.min(least, ((DeviceTask) task).deviceNanos() - before);
        }
        return least <= 0 ? 0 : 2.0 * size * size * size / least;
      }
    } catch (DeviceException e) {
      if (e.reason() != DeviceException.Reason.BUILD) {
        throw e;
      }
      listener.accept("not on this device: " + e.getMessage().lines().findFirst().orElse(""));
      return 0;
    }
  }
}
