package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import lanewise.kernels.Task;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/**
 * A copy between two strided layouts in its simplest form: axes of size 1 are gone, axes are
 * ordered by the output's strides, neighbours that both layouts walk alike are one, and elements
 * move in the largest unit that every stride and both starts are multiples of.
 */
final class StridedCopy {
  private static final int WIDEST_UNIT = 16;

  /** From so many elements on each side, a transpose in squares is worth its detour. */
  private static final long LEAST_SQUARE = 8;

  private static final int TILE = 32;
  private static final int TILE_ROWS = 8;

  /** Sizes and strides, the outermost first; strides count bytes until the unit is known. */
  private record Axis(long size, long in, long out) {}

  private final DeviceContext context;
  private final MemorySegment in;
  private final MemorySegment out;
  private final long inByteOffset;
  private final long outByteOffset;

  private StridedCopy(
      DeviceContext context,
      MemorySegment in,
      long inByteOffset,
      MemorySegment out,
      long outByteOffset) {
    this.context = context;
    this.in = in;
    this.out = out;
    this.inByteOffset = inByteOffset;
    this.outByteOffset = outByteOffset;
  }

  /** The copy of adjacent bytes. */
  static Task flat(DeviceContext context, MemorySegment in, MemorySegment out, long bytes) {
    return bind(context, 1, new long[] {bytes}, in, 0, new long[] {1}, out, 0, new long[] {1});
  }

  /** The copy of {@code elementBytes} at each place; strides count elements. */
  static Task bind(
      DeviceContext context,
      int elementBytes,
      long[] dimensions,
      MemorySegment in,
      long inByteOffset,
      long[] inStrides,
      MemorySegment out,
      long outByteOffset,
      long[] outStrides) {
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < dimensions.length; axis++) {
      if (dimensions[axis] == 0) {
        return Launch.nothing(context, "copy");
      }
      if (dimensions[axis] > 1) {
        axes.add(
            new Axis(
                dimensions[axis], inStrides[axis] * elementBytes, outStrides[axis] * elementBytes));
      }
    }
    axes.sort((first, second) ->
        first.out != second.out && Math.abs(first.out) != Math.abs(second.out)
            ? Long.compare(Math.abs(second.out), Math.abs(first.out))
            : Long.compare(Math.abs(second.in), Math.abs(first.in)));
    axes.add(new Axis(elementBytes, 1, 1));
    return new StridedCopy(context, in, inByteOffset, out, outByteOffset).bind(merged(axes));
  }

  private static List<Axis> merged(List<Axis> axes) {
    List<Axis> merged = new ArrayList<>();
    for (Axis axis : axes) {
      Axis outer = merged.isEmpty() ? null : merged.getLast();
      if (outer != null && outer.in == axis.in * axis.size && outer.out == axis.out * axis.size) {
        merged.removeLast();
        merged.add(new Axis(outer.size * axis.size, axis.in, axis.out));
      } else {
        merged.add(axis);
      }
    }
    return merged;
  }

  /** The last axis is a run of bytes, adjacent on both sides. */
  private Task bind(List<Axis> axes) {
    Axis run = axes.removeLast();
    long common =
        run.size
            | context.start("in", in, inByteOffset)
            | context.start("out", out, outByteOffset)
            | WIDEST_UNIT;
    for (Axis axis : axes) {
      common |= axis.in | axis.out;
    }
    int unit = (int) Long.lowestOneBit(common);
    List<Axis> units = new ArrayList<>();
    for (Axis axis : axes) {
      units.add(new Axis(axis.size, axis.in / unit, axis.out / unit));
    }
    if (run.size > unit || units.isEmpty()) {
      units.add(new Axis(run.size / unit, 1, 1));
    }
    int adjacent = adjacentInput(units);
    return unit < WIDEST_UNIT && swaps(units, adjacent)
        ? transpose(units, adjacent, unit)
        : copy(units, unit);
  }

  private static int adjacentInput(List<Axis> axes) {
    for (int axis = axes.size() - 1; axis >= 0; axis--) {
      if (axes.get(axis).in == 1) {
        return axis;
      }
    }
    return -1;
  }

  /** Whether the output's adjacent axis is not the input's, both long enough for squares to pay. */
  private static boolean swaps(List<Axis> axes, int adjacent) {
    Axis last = axes.getLast();
    return adjacent >= 0
        && adjacent != axes.size() - 1
        && last.out == 1
        && last.in != 0
        && last.size >= LEAST_SQUARE
        && last.size <= Integer.MAX_VALUE
        && axes.get(adjacent).size >= LEAST_SQUARE
        && axes.get(adjacent).size <= Integer.MAX_VALUE;
  }

  private Task copy(List<Axis> axes, int unit) {
    long count = count(axes);
    Axes.require(axes.size(), count);
    Launch launch = start("copy_" + unit, unit).number(count).integer(axes.size());
    return walk(launch, axes).over(count, Programs.GROUP);
  }

  private Task transpose(List<Axis> axes, int adjacent, int unit) {
    Axis row = axes.remove(adjacent);
    Axis column = axes.removeLast();
    long outside = count(axes);
    Axes.require(axes.size(), outside);
    Launch launch =
        start("transpose_" + unit, unit)
            .integer((int) row.size)
            .integer((int) column.size)
            .number(column.in)
            .number(row.out)
            .integer(axes.size());
    long columns = (column.size + TILE - 1) / TILE * TILE;
    long rows = (row.size + TILE - 1) / TILE * TILE_ROWS;
    return walk(launch, axes)
        .over(new long[] {columns, rows, outside}, new long[] {TILE, TILE_ROWS, 1});
  }

  private Launch start(String kernel, int unit) {
    return new Launch(context, Programs.MOVEMENT, kernel)
        .bytes("in", in, inByteOffset, unit)
        .bytes("out", out, outByteOffset, unit);
  }

  private static Launch walk(Launch launch, List<Axis> axes) {
    Axes.add(launch, axes.stream().mapToLong(Axis::size).toArray(), 1);
    Axes.add(launch, axes.stream().mapToLong(Axis::in).toArray(), 0);
    return Axes.add(launch, axes.stream().mapToLong(Axis::out).toArray(), 0);
  }

  private static long count(List<Axis> axes) {
    long count = 1;
    for (Axis axis : axes) {
      count = Math.multiplyExact(count, axis.size);
    }
    return count;
  }
}
