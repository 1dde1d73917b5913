package lanewise.opencl.product;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.kernels.Task;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;
import lanewise.opencl.driver.ProgramSource;

/** A product whose outputs are chains over k: what its elements are is in the program. */
record ChainProduct(DeviceContext context, ProductSizes sizes, ProgramSource source) {
  /** With weights of a kind that {@code chain.cl} knows. */
  static ChainProduct ofWeights(DeviceContext context, ProductSizes sizes, int weights) {
    ProgramSource source =
        ProgramSource.of(
            "activation.cl", "product/floatend.cl", "product/chain.cl", "product/product.cl");
    return new ChainProduct(context, sizes, source.with("WEIGHTS", weights));
  }

  /** With both sides of bf16. */
  static ChainProduct ofPairs(DeviceContext context, ProductSizes sizes) {
    ProgramSource source =
        ProgramSource.of(
            "activation.cl", "product/floatend.cl", "product/pairs.cl", "product/product.cl");
    // A step's code is long, and small tiles have less of it.
    ProductSizes small = sizes.large() == null ? sizes : sizes.withLarge(sizes.small());
    return new ChainProduct(context, small, source);
  }

  /**
   * Binds the product.
   *
   * @param detail what the program's reading of weights takes besides their sizes
   */
  Task bind(
      MatrixView lhs,
      int lhsBytes,
      MemorySegment rhs,
      int rhsBytes,
      int detail,
      int k,
      int n,
      MatrixView out,
      Epilogue epilogue) {
    ProductSizes.Way way = sizes.way(source, lhs.rows(), n);
    Launch launch =
        new Launch(context, way.source(), way.kernel())
            .rows("lhs", lhs, lhsBytes)
            .bytes("rhs", rhs, 0, rhsBytes)
            .integer(detail)
            .integer(lhs.rows())
            .integer(k)
            .integer(n);
    return FloatEnd.into(launch, out, epilogue).over(way.items(), way.group());
  }
}
