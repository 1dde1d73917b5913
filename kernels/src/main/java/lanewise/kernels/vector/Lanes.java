package lanewise.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.Knob;

/**
 * The vectors that this process computes with. They are as wide as the CPU prefers, or as the
 * {@link Knob#VECTOR_BITS} says; being constants, they are folded into the compiled code.
 */
public final class Lanes {
  /** The species of f32 vectors. */
  public static final VectorSpecies<Float> F32 = chooseSpecies();

  /** Lanes of an f32 vector. */
  public static final int COUNT = F32.length();

  /** Bytes of a vector. */
  static final int BYTES = F32.vectorByteSize();

  /**
   * Whether the CPU has 32 vector registers rather than 16: with 512-bit vectors, and on every
   * 64-bit ARM.
   */
  static final boolean MANY_REGISTERS =
      FloatVector.SPECIES_PREFERRED.vectorBitSize() == 512
          || System.getProperty("os.arch", "").equals("aarch64");

  private Lanes() {}

  private static VectorSpecies<Float> chooseSpecies() {
    int preferred = Math.clamp(FloatVector.SPECIES_PREFERRED.vectorBitSize(), 128, 512);
    int bits = Knob.VECTOR_BITS.oneOf(preferred, 128, 256, 512);
    return VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
  }
}
