package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import lanewise.kernels.BinaryOp;
import lanewise.kernels.Broadcast;
import lanewise.kernels.ElementType;
import lanewise.kernels.Elementwise;
import lanewise.kernels.Task;
import lanewise.kernels.UnaryOp;
import lanewise.kernels.bounds.ElementwiseOperands;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;
import lanewise.opencl.driver.ProgramSource;

/**
 * Elementwise kernels: f32 functions that need no f64 have a kernel each, all others share one for
 * floats and one for integers, to which operation and type are arguments.
 */
public final class OpenClElementwise implements Elementwise {
  private final DeviceContext context;

  public OpenClElementwise(DeviceContext context) {
    this.context = context;
  }

  @Override
  public Task unary(UnaryOp op, ElementType type, MemorySegment in, MemorySegment out, long count) {
    ElementwiseOperands.requireUnary(type, in, out, count);
    boolean floats = ElementKinds.isArithmeticFloat(type);
    boolean has =
        floats
            ? op != UnaryOp.LOGICAL_NOT && op != UnaryOp.BITWISE_NOT
            : ElementKinds.isPlainInteger(type) && takesIntegers(op, type);
    if (!has) {
      throw without(op, type);
    }
    String kernel;
    ProgramSource program = Programs.ARITHMETIC;
    if (type == ElementType.FLOAT32 && !needsDouble(op)) {
      kernel = "unary_" + op.name().toLowerCase(Locale.ROOT);
      program = Programs.ELEMENTWISE;
    } else {
      kernel = floats ? "unary_real" : "unary_integer";
      if (type == ElementType.FLOAT64 || floats && needsDouble(op)) {
        ElementKinds.requireDoubles(context, op + " of " + type.label());
      }
    }
    Launch launch = new Launch(context, program, kernel);
    if (program == Programs.ARITHMETIC) {
      launch.integer(op.ordinal()).integer(type.ordinal());
    }
    return launch
        .bytes("in", in, 0, type.blockBytes())
        .bytes("out", out, 0, type.blockBytes())
        .number(count)
        .over(count, Programs.GROUP);
  }

  private static boolean takesIntegers(UnaryOp op, ElementType type) {
    if (type == ElementType.BOOL) {
      return op == UnaryOp.LOGICAL_NOT;
    }
    return switch (op) {
      case ABS, SIGN, RELU, BITWISE_NOT -> true;
      case NEG -> ElementKinds.isSigned(type);
      default -> false;
    };
  }

  /** Functions that are near enough to the truth only when they are computed in f64. */
  private static boolean needsDouble(UnaryOp op) {
    return switch (op) {
      case TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          ASINH,
          ACOSH,
          ATANH,
          SOFTPLUS,
          SOFTSIGN,
          HARD_SWISH,
          MISH ->
          true;
      default -> false;
    };
  }

  @Override
  public Task binary(
      BinaryOp op,
      ElementType type,
      Broadcast broadcast,
      MemorySegment lhs,
      MemorySegment rhs,
      MemorySegment out) {
    ElementwiseOperands.requireBinary(op, type, broadcast, lhs, rhs, out);
    boolean floats = ElementKinds.isArithmeticFloat(type);
    if (floats ? !takesFloats(op) : !ElementKinds.isPlainInteger(type) || !takes(op, type)) {
      throw without(op, type);
    }
    ElementType result = op.isPredicate() ? ElementType.BOOL : type;
    boolean single = type == ElementType.FLOAT32 && hasOwnKernel(op);
    String kernel =
        single
            ? "binary_" + op.name().toLowerCase(Locale.ROOT)
            : !floats ? "binary_integer" : op.isPredicate() ? "compare_real" : "binary_real";
    if (type == ElementType.FLOAT64 || floats && op == BinaryOp.POW) {
      ElementKinds.requireDoubles(context, op + " of " + type.label());
    }
    Launch launch =
        new Launch(context, single ? Programs.ELEMENTWISE : Programs.ARITHMETIC, kernel);
    if (!single) {
      launch.integer(op.ordinal()).integer(type.ordinal());
    }
    if (!floats) {
      launch.integer(result.ordinal());
    }
    long count = broadcast.shape().elementCount();
    launch
        .bytes("lhs", lhs, 0, type.blockBytes())
        .bytes("rhs", rhs, 0, type.blockBytes())
        .bytes("out", out, 0, result.blockBytes())
        .number(count);
    Axes.add(launch, broadcast, 2);
    return launch.over(count, Programs.GROUP);
  }

  private static boolean takesFloats(BinaryOp op) {
    return switch (op) {
      case LOGICAL_AND,
          LOGICAL_OR,
          LOGICAL_XOR,
          BITWISE_AND,
          BITWISE_OR,
          BITWISE_XOR,
          SHIFT_LEFT,
          SHIFT_RIGHT ->
          false;
      default -> true;
    };
  }

  private static boolean takes(BinaryOp op, ElementType integers) {
    return switch (op) {
      case EQUAL -> true;
      case LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR -> integers == ElementType.BOOL;
      default -> integers != ElementType.BOOL;
    };
  }

  private static boolean hasOwnKernel(BinaryOp op) {
    return switch (op) {
      case ADD, SUB, MUL, DIV, MIN, MAX, PRELU -> true;
      default -> false;
    };
  }

  @Override
  public Task select(
      ElementType type,
      Broadcast broadcast,
      MemorySegment condition,
      MemorySegment whenTrue,
      MemorySegment whenFalse,
      MemorySegment out) {
    ElementwiseOperands.requireSelect(type, broadcast, condition, whenTrue, whenFalse, out);
    int bytes = type.blockBytes();
    if (bytes > Long.BYTES) {
      throw new IllegalArgumentException("select has no kernel for " + type.label());
    }
    long count = broadcast.shape().elementCount();
    Launch launch =
        new Launch(context, Programs.ELEMENTWISE, "select_" + bytes)
            .bytes("condition", condition, 0, 1)
            .bytes("whenTrue", whenTrue, 0, bytes)
            .bytes("whenFalse", whenFalse, 0, bytes)
            .bytes("out", out, 0, bytes)
            .number(count);
    Axes.add(launch, broadcast, 3);
    return launch.over(count, Programs.GROUP);
  }

  @Override
  public Task cast(
      ElementType from,
      ElementType to,
      boolean saturate,
      MemorySegment in,
      MemorySegment out,
      long count) {
    ElementwiseOperands.requireCast(from, to, in, out, count);
    if (from == to) {
      return StridedCopy.flat(context, in, out, from.byteSize(count));
    }
    if (!ElementKinds.isReal(from) || !ElementKinds.isReal(to)) {
      throw new IllegalArgumentException("no cast from " + from.label() + " to " + to.label());
    }
    if (from == ElementType.FLOAT64 || to == ElementType.FLOAT64) {
      ElementKinds.requireDoubles(context, "a cast from " + from.label() + " to " + to.label());
    }
    long items = to.byteSize(count) / to.blockBytes();
    return new Launch(context, Programs.ARITHMETIC, "cast")
        .integer(from.ordinal())
        .integer(to.ordinal())
        .integer(saturate ? 1 : 0)
        .bytes("in", in, 0, from.blockBytes())
        .bytes("out", out, 0, to.blockBytes())
        .number(count)
        .over(items, Programs.GROUP);
  }

  private static IllegalArgumentException without(Enum<?> op, ElementType type) {
    return new IllegalArgumentException(
        op + " has no kernel for " + type.label() + "; cast to a type that has one");
  }
}
