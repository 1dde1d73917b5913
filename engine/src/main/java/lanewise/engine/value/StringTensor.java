package lanewise.engine.value;

import java.util.List;
import lanewise.kernels.Shape;

/**
 * A tensor of strings.
 *
 * @param elements row-major, as many as the shape has
 */
public record StringTensor(Shape shape, List<String> elements) implements ModelValue {
  public StringTensor {
    elements = List.copyOf(elements);
    if (elements.size() != shape.elementCount()) {
      throw new IllegalArgumentException(
          shape + " holds " + shape.elementCount() + " strings, not " + elements.size());
    }
  }

  /** A row of strings. */
  public static StringTensor of(String... elements) {
    return new StringTensor(Shape.of(elements.length), List.of(elements));
  }

  @Override
  public String describe() {
    return "string" + shape;
  }
}
