package lanewise.kernels.machine.block.row;

import lanewise.kernels.ElementType;
import lanewise.kernels.machine.VectorUnit;
import lanewise.natives.machine.Assembler;

final class SuperBlockCode {
  private SuperBlockCode() {}

  static Assembler write(VectorUnit unit, ElementType type, int m) {
    throw new IllegalArgumentException(type.label());
  }
}
