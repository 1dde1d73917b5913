package lanewise.engine.op;

import lanewise.kernels.Shape;

/**
 * A dense tensor seen as {@code [outer, length, inner]} around one axis, or a run of them.
 *
 * @param outer positions before the axis
 * @param length positions along it
 * @param inner positions after it, which lie together
 */
public record AxisView(long outer, long length, long inner) {
  public static AxisView of(Shape shape, int axis) {
    return of(shape, axis, axis + 1);
  }

  /** Around axes {@code from} to {@code to}. */
  public static AxisView of(Shape shape, int from, int to) {
    return new AxisView(
        shape.elementCount(0, from),
        shape.elementCount(from, to),
        shape.elementCount(to, shape.rank()));
  }

  /** How many runs along the axis there are. */
  public long lanes() {
    return outer * inner;
  }

  /** The index of a run's first element. */
  public long start(long lane) {
    return lane / inner * length * inner + lane % inner;
  }
}
