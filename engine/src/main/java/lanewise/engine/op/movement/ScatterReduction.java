package lanewise.engine.op.movement;

import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;

/** What happens where an update meets the element that is there. */
enum ScatterReduction {
  NONE,
  ADD,
  MUL,
  MAX,
  MIN;

  static ScatterReduction of(Attributes attributes) {
    String name = attributes.string("reduction", "none");
    return switch (name) {
      case "none" -> NONE;
      case "add" -> ADD;
      case "mul" -> MUL;
      case "max" -> MAX;
      case "min" -> MIN;
      default ->
          throw new InvalidNodeException(
              "reduction must be none, add, mul, max or min, found '" + name + "'");
    };
  }

  /** Requires a type that this reduction can work on. */
  void require(ElementType type) {
    Elements.bytes(type);
    if (this != NONE) {
      Elements.requireNumber(type);
    }
  }

  void apply(Tensor updates, long from, Tensor out, long to) {
    ElementType type = out.type();
    if (this == NONE) {
      Elements.copy(type.blockBytes(), updates.segment(), from, out.segment(), to);
    } else if (type.isInteger()) {
      long x = Elements.integer(type, out.segment(), to);
      long y = Elements.integer(type, updates.segment(), from);
      // Unsigned 64-bit numbers compare as signed ones once their first bit is flipped.
      long flip = type == ElementType.UINT64 ? Long.MIN_VALUE : 0;
      long result =
          switch (this) {
            case ADD -> x + y;
            case MUL -> x * y;
            case MAX -> Math.max(x ^ flip, y ^ flip) ^ flip;
            default -> Math.min(x ^ flip, y ^ flip) ^ flip;
          };
      Elements.setInteger(type, out.segment(), to, result);
    } else {
      double x = Elements.real(type, out.segment(), to);
      double y = Elements.real(type, updates.segment(), from);
      double result =
          switch (this) {
            case ADD -> x + y;
            case MUL -> x * y;
            case MAX -> Math.max(x, y);
            default -> Math.min(x, y);
          };
      Elements.setReal(type, out.segment(), to, result);
    }
  }
}
