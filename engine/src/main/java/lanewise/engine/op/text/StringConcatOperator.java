package lanewise.engine.op.text;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.op.Dims;
import lanewise.engine.op.Fact;
import lanewise.engine.op.HeapLimit;
import lanewise.engine.op.Strides;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/** ONNX {@code StringConcat}: element by element, with broadcasting. */
final class StringConcatOperator implements ValueOperator {
  @Override
  public void run(ValueCall call) {
    StringTensor left = call.strings(0);
    StringTensor right = call.strings(1);
    Shape shape =
        Fact.of(
                ElementType.BOOL,
                Dims.broadcast(Fact.knownDims(left.shape()), Fact.knownDims(right.shape())))
            .shape();
    HeapLimit.require(Math.multiplyExact(shape.elementCount(), 48L), "strings of " + shape);
    long[] leftStrides = strides(left.shape(), shape);
    long[] rightStrides = strides(right.shape(), shape);
    int count = Math.toIntExact(shape.elementCount());
    List<String> joined = new ArrayList<>(count);
    long characters = 0;
    for (int i = 0; i < count; i++) {
      String a = left.elements().get(at(i, shape, leftStrides));
      String b = right.elements().get(at(i, shape, rightStrides));
      characters += a.length() + (long) b.length();
      HeapLimit.require(2 * characters, "joined strings");
      joined.add(a.concat(b));
    }
    call.give(0, call.newStrings(shape, joined));
  }

  /** Strides along the axes of {@code out}; 0 where the operand repeats. */
  private static long[] strides(Shape operand, Shape out) {
    long[] dense = Strides.dense(operand);
    long[] strides = new long[out.rank()];
    int missing = out.rank() - operand.rank();
    for (int axis = missing; axis < strides.length; axis++) {
      strides[axis] = operand.dim(axis - missing) == 1 ? 0 : dense[axis - missing];
    }
    return strides;
  }

  private static int at(long index, Shape out, long[] strides) {
    long offset = 0;
    long rest = index;
    for (int axis = out.rank() - 1; axis >= 0; axis--) {
      offset += rest % out.dim(axis) * strides[axis];
      rest /= out.dim(axis);
    }
    return (int) offset;
  }
}
