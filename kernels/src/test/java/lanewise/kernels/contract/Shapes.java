package lanewise.kernels.contract;

import java.util.Random;
import lanewise.kernels.Shape;

/** Random shapes that broadcast, and where their elements lie. */
final class Shapes {
  private Shapes() {}

  /** Shapes of up to 5 axes that meet in one output of at most a few thousand elements. */
  static Shape[] random(int operands, Random random) {
    int rank = random.nextInt(6);
    long[] output = new long[rank];
    for (int axis = 0; axis < rank; axis++) {
      output[axis] = 1L + random.nextInt(axis == rank - 1 ? 20 : 4);
    }
    if (rank > 0 && random.nextInt(20) == 0) {
      output[random.nextInt(rank)] = 0;
    }
    Shape[] shapes = new Shape[operands];
    for (int operand = 0; operand < operands; operand++) {
      int drop = random.nextInt(3) == 0 ? random.nextInt(rank + 1) : 0;
      long[] dimensions = new long[rank - drop];
      for (int axis = drop; axis < rank; axis++) {
        boolean repeats = random.nextInt(3) == 0;
        dimensions[axis - drop] = repeats ? 1 : output[axis];
      }
      shapes[operand] = Shape.of(dimensions);
    }
    return shapes;
  }

  /** The index in {@code operand} of what broadcasting pairs with output element {@code index}. */
  static int index(int index, Shape output, Shape operand, int rank) {
    int result = 0;
    int stride = 1;
    int rest = index;
    for (int axis = rank - 1; axis >= 0; axis--) {
      int dimension = (int) output.dim(axis);
      int position = rest % dimension;
      rest /= dimension;
      int operandAxis = axis - (rank - operand.rank());
      if (operandAxis >= 0 && operand.dim(operandAxis) != 1) {
        result += position * stride;
        stride *= (int) operand.dim(operandAxis);
      }
    }
    return result;
  }
}
