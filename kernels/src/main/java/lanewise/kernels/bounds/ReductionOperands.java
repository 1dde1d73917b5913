package lanewise.kernels.bounds;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/** Checks of a reduction's operands, the same for every tier. */
public final class ReductionOperands {
  private ReductionOperands() {}

  /** Requires {@code in[outer, length, inner]} and {@code out[outer, inner]}. */
  public static void require(
      ElementType type,
      MemorySegment in,
      long outer,
      long length,
      long inner,
      ElementType resultType,
      MemorySegment out) {
    Bounds.requireElements("in", in, type, Bounds.product("in", outer, length, inner));
    Bounds.requireElements("out", out, resultType, Bounds.product("out", outer, inner));
  }
}
