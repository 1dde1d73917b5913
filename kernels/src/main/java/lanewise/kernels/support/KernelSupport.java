package lanewise.kernels.support;

import java.util.List;

/**
 * One operation on elements of one type, and who computes it.
 *
 * @param operation family and method, and what tells members apart: {@code Elementwise.unary EXP}
 * @param types the operands' types, such as {@code f32} or {@code u8·i8}
 * @param chosen the tier whose code the tier in use runs
 * @param tiers what each tier that can run here does, the best first
 */
public record KernelSupport(
    String operation, String types, String chosen, List<TierSupport> tiers) {
  /**
   * What one tier does with an operation.
   *
   * @param tier the tier that was asked
   * @param served the tier whose code it gave
   * @param reason why that is another's; empty where it is its own
   */
  public record TierSupport(String tier, String served, String reason) {}

  /** Why {@link #chosen} computes it, in a few words. */
  public String reason(String tierInUse) {
    for (TierSupport support : tiers) {
      if (support.tier().equals(tierInUse)) {
        return support.reason();
      }
    }
    return "";
  }
}
