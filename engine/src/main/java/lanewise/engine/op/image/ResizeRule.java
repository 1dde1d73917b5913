package lanewise.engine.op.image;

import java.util.List;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;

/**
 * How {@code Resize} computes an element, as attributes say it.
 *
 * @param transform which position of the input belongs to one of the output
 * @param cubic the cubic's coefficient
 * @param extrapolation what lies outside the input, for {@code tf_crop_and_resize}
 */
record ResizeRule(
    Mode mode,
    String transform,
    String rounding,
    double cubic,
    boolean excludesOutside,
    boolean antialias,
    double extrapolation) {
  enum Mode {
    NEAREST,
    LINEAR,
    CUBIC
  }

  private static final List<String> TRANSFORMS =
      List.of(
          "half_pixel",
          "half_pixel_symmetric",
          "pytorch_half_pixel",
          "align_corners",
          "asymmetric",
          "tf_crop_and_resize");
  private static final List<String> ROUNDINGS =
      List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil");

  static ResizeRule of(Attributes attributes, ResizeOperator.Form form) {
    boolean full = form == ResizeOperator.Form.FULL;
    String mode = attributes.string("mode", "nearest");
    String transform =
        attributes.string("coordinate_transformation_mode", full ? "half_pixel" : "asymmetric");
    String rounding = attributes.string("nearest_mode", full ? "round_prefer_floor" : "floor");
    if (!TRANSFORMS.contains(transform)) {
      throw new InvalidNodeException(
          "coordinate_transformation_mode must be one of "
              + TRANSFORMS
              + ", found '"
              + transform
              + "'");
    }
    if (!ROUNDINGS.contains(rounding)) {
      throw new InvalidNodeException(
          "nearest_mode must be one of " + ROUNDINGS + ", found '" + rounding + "'");
    }
    return new ResizeRule(
        switch (mode) {
          case "nearest" -> Mode.NEAREST;
          case "linear", "bilinear" -> Mode.LINEAR;
          case "cubic" -> Mode.CUBIC;
          default ->
              throw new InvalidNodeException(
                  "mode must be nearest, linear or cubic, found '" + mode + "'");
        },
        transform,
        rounding,
        attributes.real("cubic_coeff_a", -0.75f),
        attributes.integer("exclude_outside", 0) != 0,
        attributes.integer("antialias", 0) != 0,
        attributes.real("extrapolation_value", 0));
  }

  boolean cropsAndResizes() {
    return transform.equals("tf_crop_and_resize");
  }

  /** The position of the input that belongs to position {@code x} of the output. */
  double position(long x, double scale, long in, long out, double start, double end) {
    double resized = scale * in;
    return switch (transform) {
      case "align_corners" -> resized == 1 ? 0 : x * (in - 1) / (resized - 1);
      case "asymmetric" -> x / scale;
      case "pytorch_half_pixel" -> resized == 1 ? -0.5 : (x + 0.5) / scale - 0.5;
      case "half_pixel_symmetric" -> {
        double adjustment = out / resized;
        yield in / 2.0 * (1 - adjustment) + (x + 0.5) / scale - 0.5;
      }
      case "tf_crop_and_resize" ->
          resized == 1
              ? (end - start) * (in - 1) / 2
              : start * (in - 1) + x * (end - start) * (in - 1) / (resized - 1);
      default -> (x + 0.5) / scale - 0.5;
    };
  }

  /** The position nearest to one between two. */
  double nearest(double position) {
    return switch (rounding) {
      case "round_prefer_floor" -> Math.ceil(position - 0.5);
      case "round_prefer_ceil" -> Math.floor(position + 0.5);
      case "floor" -> Math.floor(position);
      default -> Math.ceil(position);
    };
  }

  /** A neighbour's weight at {@code distance}, by the triangle or the cubic. */
  double weight(double distance) {
    double x = Math.abs(distance);
    if (mode == Mode.LINEAR) {
      return Math.max(0, 1 - x);
    }
    if (x < 1) {
      return ((cubic + 2) * x - (cubic + 3)) * x * x + 1;
    }
    return x < 2 ? ((cubic * x - 5 * cubic) * x + 8 * cubic) * x - 4 * cubic : 0;
  }
}
