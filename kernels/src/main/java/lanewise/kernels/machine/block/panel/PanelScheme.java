package lanewise.kernels.machine.block.panel;

import lanewise.kernels.ElementType;
import lanewise.kernels.QuantizedRows;
import lanewise.kernels.machine.VectorUnit;

/**
 * How weights of one type lie in an unpacked panel, so that one tile kernel serves all of them.
 *
 * <p>A panel is {@link #VECTORS} vectors of columns wide. It is a sequence of items, each one
 * vector of every column group; a column is a 32-bit lane. Of a block of weights there is first,
 * for each slice of 32 elements, its integer group scales and its bytes, four consecutive k in a
 * lane and so eight items; then the block's {@code d}, its {@code c} where it has one, and perhaps
 * pairs of 16-bit numbers that multiply the sums of each 16 activations.
 *
 * @param type the weights
 * @param unit the vectors
 * @param group elements that share an integer scale: 16, 32, or 0 where the bytes hold it already
 * @param offset what each byte is greater than the weight it stands for
 * @param pairs what the pairs give
 * @param factors whether there is a {@code c}
 * @param negated whether the bytes stand for the weights' negatives
 * @param signed whether bytes are signed ones, so that they need no offset
 */
record PanelScheme(
    ElementType type,
    VectorUnit unit,
    int group,
    int offset,
    Pairs pairs,
    boolean factors,
    boolean negated,
    boolean signed) {
  /** Vectors beside each other in a panel. */
  static final int VECTORS = 2;

  /** Elements of a slice. */
  static final int SLICE = 32;

  /** Items of bytes in a slice. */
  static final int STEPS = SLICE / 4;

  /** What the pairs' products with the activations' sums are. */
  enum Pairs {
    NONE,
    /** They take the bytes' offset off. */
    OFFSETS,
    /** They are the sum of minima, which {@code c} scales. */
    MINIMA
  }

  /** The scheme of a type that has a product with quantized activations. */
  static PanelScheme of(ElementType type, VectorUnit unit) {
    boolean dots = unit == VectorUnit.AVX512;
    // Without a dot product of bytes two products are added in 16 bits first. Weights up to 128 in
    // magnitude are safe there when they are signed, unsigned ones only up to 128.
    int wide = dots ? 128 : 0;
    Pairs wideOffsets = dots ? Pairs.OFFSETS : Pairs.NONE;
    return switch (type) {
      case Q4_0 -> new PanelScheme(type, unit, 0, 8, Pairs.NONE, false, false, false);
      case Q5_0 -> new PanelScheme(type, unit, 0, 16, Pairs.NONE, false, false, false);
      case MXFP4 -> new PanelScheme(type, unit, 0, 12, Pairs.NONE, false, false, false);
      case Q8_0, IQ4_NL -> new PanelScheme(type, unit, 0, wide, Pairs.NONE, false, false, !dots);
      case Q4_1, Q5_1 -> new PanelScheme(type, unit, 0, 0, Pairs.NONE, true, false, false);
      case Q2_K -> new PanelScheme(type, unit, 0, 0, Pairs.MINIMA, true, false, false);
      case Q3_K -> new PanelScheme(type, unit, 0, wide, wideOffsets, false, true, !dots);
      case Q4_K, Q5_K -> new PanelScheme(type, unit, 32, 0, Pairs.MINIMA, true, false, false);
      case Q6_K -> new PanelScheme(type, unit, 16, 32, Pairs.OFFSETS, false, false, false);
      case IQ4_XS -> new PanelScheme(type, unit, 32, wide, wideOffsets, false, false, !dots);
      default -> throw new IllegalArgumentException("no panels of " + type.label());
    };
  }

  /** Whether each slice is a block of its own. */
  boolean isShort() {
    return type.blockElements() == SLICE;
  }

  /** Whether the pairs multiply sums of 32 activations rather than of 16. */
  boolean hasWideSums() {
    return group == SLICE && pairs == Pairs.MINIMA;
  }

  /** Whether a table of numbers for each row and block goes with the activations. */
  boolean hasTable() {
    return isShort() ? offset != 0 || factors : hasWideSums();
  }

  /** Bytes of the table, or else of the activations' sums, for a row and block. */
  int tableBlockBytes() {
    int sums = type.blockElements() / QuantizedRows.SUM_ELEMENTS;
    return hasWideSums() ? sums / 2 * Short.BYTES : sums * Short.BYTES;
  }

  int columns() {
    return VECTORS * unit.lanes();
  }

  /** Bytes of an item. */
  int itemBytes() {
    return VECTORS * unit.bytes();
  }

  /**
   * Whether group scales are f32: where a group's sum times its scale is at most 2²⁴, f32 gives it
   * exactly, and a product of floats takes less of the units than one of 32-bit integers. The
   * greatest are 63 · 15 · 127 · 32 in Q4_K, 63 · 31 · 127 · 32 in Q5_K, 128 · 63 · 127 · 16 in
   * Q6_K.
   */
  boolean hasFloatScales() {
    return switch (type) {
      case Q4_K, Q5_K, Q6_K -> true;
      default -> false;
    };
  }

  int groupsPerSlice() {
    return group == 0 ? 0 : SLICE / group;
  }

  int slices() {
    return type.blockElements() / SLICE;
  }

  int sliceItems() {
    return STEPS + groupsPerSlice();
  }

  /** The item of a slice's group scale, counted from the slice's first. */
  int scaleItem(int groupInSlice) {
    return groupInSlice * (sliceItems() / groupsPerSlice());
  }

  /** The item of four k of a slice, counted from the slice's first. */
  int stepItem(int step) {
    int groups = groupsPerSlice();
    return groups == 0 ? step : step + step * groups / STEPS + 1;
  }

  /** The item of {@code d}, counted from the block's first. */
  int scaleHeader() {
    return slices() * sliceItems();
  }

  /** The item of {@code c}. */
  int factorHeader() {
    return scaleHeader() + 1;
  }

  /** The first item of pairs. */
  int pairHeader() {
    return scaleHeader() + (factors ? 2 : 1);
  }

  /** Items of pairs: one for each two sums. */
  int pairItems() {
    return pairs == Pairs.NONE ? 0 : tableBlockBytes() / Integer.BYTES;
  }

  int blockBytes() {
    return (pairHeader() + pairItems()) * itemBytes();
  }
}
