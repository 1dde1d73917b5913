package lanewise.engine.conformance;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import lanewise.engine.op.Elements;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * Compares tensors as ONNX's backend tests do: types and shapes must be equal; real and complex
 * numbers may differ by {@value #ABSOLUTE} plus {@value #RELATIVE} of the expected one's size
 * (which leaves {@code f16} one unit in the last place, and {@code bf16} none); a NaN equals every
 * NaN and an infinity only itself; all other elements must have the same bits.
 *
 * <p>Where sums cancel, an {@code f32} that should be zero is what rounding left of much larger
 * terms. So two {@code f32} are also alike where both are within half a unit in the last place of
 * the tensor's largest number from zero.
 */
public final class TensorComparison {
  /** The part of the expected number's size by which a real number may differ. */
  public static final double RELATIVE = 1e-3;

  /** How much a real number may differ beside that. */
  public static final double ABSOLUTE = 1e-7;

  /** Half a unit in the last place of an {@code f32}, as a part of its size. */
  private static final double ROUNDING = 0x1p-24;

  /**
   * How two tensors differ.
   *
   * @param index the first differing element's place, outermost first; empty for a scalar, and
   *     where already the types or shapes differ
   * @param expected that element as it should be, or the type and shape
   * @param found that element as it is, or the type and shape
   * @param differing how many elements differ; 0 where already the types or shapes do
   * @param elements how many there are
   */
  public record Difference(
      List<Long> index, String expected, String found, long differing, long elements) {
    public Difference {
      index = List.copyOf(index);
    }

    /** Whether elements differ, rather than types or shapes. */
    public boolean isOfElements() {
      return differing > 0;
    }

    /** Such as {@code element [0, 3] is 1.0, expected 2.0 (1 of 8 differ)}. */
    @Override
    public String toString() {
      String what = "found " + found + ", expected " + expected;
      return isOfElements()
          ? "element " + index + ": " + what + " (" + differing + " of " + elements + " differ)"
          : what;
    }
  }

  private TensorComparison() {}

  /** The first difference, or empty when the tensors agree. */
  public static Optional<Difference> difference(Tensor expected, Tensor found) {
    if (expected.type() != found.type() || !expected.shape().equals(found.shape())) {
      return Optional.of(new Difference(List.of(), expected.toString(), found.toString(), 0, 0));
    }
    if (expected.segment().mismatch(found.segment()) < 0) {
      return Optional.empty();
    }
    long first = -1;
    long differing = 0;
    double noise = noise(expected);
    for (long i = 0; i < expected.elementCount(); i++) {
      if (!agree(expected.type(), expected.segment(), found.segment(), i, noise)) {
        first = differing++ == 0 ? i : first;
      }
    }
    if (differing == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Difference(
            place(expected.shape(), first),
            text(expected, first),
            text(found, first),
            differing,
            expected.elementCount()));
  }

  /** How far from zero an {@code f32} may be and stand for it. */
  private static double noise(Tensor expected) {
    double largest = 0;
    for (long i = 0; i < expected.elementCount() && expected.type() == ElementType.FLOAT32; i++) {
      double size = Math.abs(Elements.real(expected.type(), expected.segment(), i));
      largest = Double.isFinite(size) ? Math.max(largest, size) : largest;
    }
    return ROUNDING * largest;
  }

  private static boolean agree(
      ElementType type, MemorySegment expected, MemorySegment found, long index, double noise) {
    return switch (type) {
      case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> {
        double x = Elements.real(type, expected, index);
        double y = Elements.real(type, found, index);
        yield close(x, y) || (Math.abs(x) <= noise && Math.abs(y) <= noise);
      }
      case COMPLEX64, COMPLEX128 -> {
        ElementType part = part(type);
        yield close(Elements.real(part, expected, 2 * index), Elements.real(part, found, 2 * index))
            && close(
                Elements.real(part, expected, 2 * index + 1),
                Elements.real(part, found, 2 * index + 1));
      }
      default -> bits(type, expected, index).equals(bits(type, found, index));
    };
  }

  private static ElementType part(ElementType complex) {
    return complex == ElementType.COMPLEX64 ? ElementType.FLOAT32 : ElementType.FLOAT64;
  }

  private static boolean close(double expected, double found) {
    if (expected == found || Double.isNaN(expected) && Double.isNaN(found)) {
      return true;
    }
    return Double.isFinite(expected)
        && Math.abs(expected - found) <= ABSOLUTE + RELATIVE * Math.abs(expected);
  }

  /** An element's bits, packed ones by themselves, as a number to print and compare. */
  private static String bits(ElementType type, MemorySegment segment, long index) {
    if (!type.isPlain()) {
      int width = 8 / type.blockElements();
      int shift = (int) (index % type.blockElements()) * width;
      int code = segment.get(JAVA_BYTE, index / type.blockElements()) >> shift & (1 << width) - 1;
      boolean signed = type == ElementType.INT4 || type == ElementType.INT2;
      return Integer.toString(signed ? code << 32 - width >> 32 - width : code);
    }
    return switch (type) {
      case FLOAT8_E4M3FN, FLOAT8_E4M3FNUZ, FLOAT8_E5M2, FLOAT8_E5M2FNUZ, FLOAT8_E8M0 ->
          String.format("0x%02x", segment.get(JAVA_BYTE, index));
      case UINT64 -> Long.toUnsignedString(Elements.integer(type, segment, index));
      default -> Long.toString(Elements.integer(type, segment, index));
    };
  }

  private static String text(Tensor tensor, long index) {
    ElementType type = tensor.type();
    MemorySegment segment = tensor.segment();
    return switch (type) {
      case FLOAT64 -> Double.toString(Elements.real(type, segment, index));
      case FLOAT32, FLOAT16, BFLOAT16 ->
          Float.toString((float) Elements.real(type, segment, index));
      case COMPLEX64, COMPLEX128 ->
          Elements.real(part(type), segment, 2 * index)
              + " + "
              + Elements.real(part(type), segment, 2 * index + 1)
              + "i";
      default -> bits(type, segment, index);
    };
  }

  private static List<Long> place(Shape shape, long index) {
    List<Long> place = new ArrayList<>();
    long rest = index;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      place.addFirst(rest % shape.dim(axis));
      rest /= shape.dim(axis);
    }
    return place;
  }
}
