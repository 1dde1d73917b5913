package lanewise.kernels.scalar.block;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Blocks of small integers q in groups: an element is {@code (d · groupScale) · q + c · groupMin}.
 * The scale d and the minimum's scale c are f32, one a block; the group's scale and minimum are
 * integers.
 */
public abstract non-sealed class GroupedFormat implements BlockFormat {
  private static final double GREATEST_HALF = 65504;

  private final ElementType type;
  private final int groupElements;
  private final boolean hasMinima;
  private final Levels levels;

  GroupedFormat(ElementType type, int groupElements, boolean hasMinima, Levels levels) {
    this.type = type;
    this.groupElements = groupElements;
    this.hasMinima = hasMinima;
    this.levels = levels;
  }

  /**
   * The format of a type.
   *
   * @throws IllegalArgumentException if the type's elements are not small integers
   */
  public static GroupedFormat of(ElementType type) {
    return switch (type) {
      case Q4_0, Q4_1, IQ4_NL, MXFP4 -> new NibbleFormat(type);
      case Q5_0, Q5_1 -> new FiveBitFormat(type);
      case Q8_0 -> new ByteFormat();
      case Q2_K -> new Q2KFormat();
      case Q3_K -> new Q3KFormat();
      case Q4_K, Q5_K -> new Q4KFormat(type);
      case Q6_K -> new Q6KFormat();
      case IQ4_XS -> new Iq4XsFormat();
      case TQ1_0, TQ2_0 -> new TernaryFormat(type);
      default -> throw new IllegalArgumentException(type.label() + " is no block of integers");
    };
  }

  public final ElementType type() {
    return type;
  }

  /** Elements that share a group's scale and minimum: 16 or 32. */
  public final int groupElements() {
    return groupElements;
  }

  /** Whether elements have a part that does not depend on q. */
  public final boolean hasMinima() {
    return hasMinima;
  }

  /** What q may be. */
  final Levels levels() {
    return levels;
  }

  /**
   * The greatest magnitude of a group's scale, and of its minimum: 0 if groups have none. Scales
   * are signed unless there are minima; the most negative one has this magnitude.
   */
  int greatestGroupScale() {
    return 0;
  }

  /** The scale next to {@code scale} that a block can store, above or below where it matters. */
  float storable(double scale, boolean above) {
    return Float.float16ToFloat(
        Float.floatToFloat16((float) Math.clamp(scale, -GREATEST_HALF, GREATEST_HALF)));
  }

  /** Writes a block whose parts the format can store. */
  abstract void pack(GroupedBlock block, MemorySegment out, long at);

  /** The block's scale d. */
  public abstract float scale(MemorySegment in, long at);

  /** The scale c of the block's minima. */
  public float minScale(MemorySegment in, long at) {
    return 0f;
  }

  /** The integer scale of a group. */
  public int groupScale(MemorySegment in, long at, int group) {
    return 1;
  }

  /** The integer minimum of a group. */
  public int groupMin(MemorySegment in, long at, int group) {
    return hasMinima ? 1 : 0;
  }

  /** Writes the block's q, in the order of the elements, as signed bytes. */
  public abstract void unpack(MemorySegment in, long at, MemorySegment out, long outAt);

  @Override
  public final void decode(MemorySegment in, long at, int blocks, MemorySegment out, long outAt) {
    int elements = type.blockElements();
    for (int b = 0; b < blocks; b++) {
      long block = at + (long) b * type.blockBytes();
      long values = outAt + (long) b * elements * Float.BYTES;
      // The bytes lie where the last quarter of the values will be: value i covers bytes
      // up to 4i + 3, which no later byte, from 3n + i + 1 on, is among.
      long bytes = values + 3L * elements;
      unpack(in, block, out, bytes);
      float scale = scale(in, block);
      float minScale = minScale(in, block);
      for (int group = 0; group < elements / groupElements; group++) {
        float groupScale = scale * groupScale(in, block, group);
        float min = minScale * groupMin(in, block, group);
        for (int i = group * groupElements; i < (group + 1) * groupElements; i++) {
          float value = groupScale * out.get(JAVA_BYTE, bytes + i);
          out.set(JAVA_FLOAT_UNALIGNED, values + 4L * i, hasMinima ? value + min : value);
        }
      }
    }
  }
}
