package lanewise.kernels.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors that this process computes with. They are as wide as the CPU prefers, or as the
 * system property {@value #BITS_PROPERTY} (128, 256 or 512) says; being constants, they are folded
 * into the compiled code.
 */
final class Lanes {
  static final String BITS_PROPERTY = "lanewise.vectorBits";

  /** The species of f32 vectors. */
  static final VectorSpecies<Float> F32 = chooseSpecies();

  /** Lanes of an f32 vector. */
  static final int COUNT = F32.length();

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
    int bits = Integer.getInteger(BITS_PROPERTY, preferred);
    return switch (bits) {
      case 128, 256, 512 -> VectorSpecies.of(float.class, VectorShape.forBitSize(bits));
      default ->
          throw new IllegalArgumentException(
              "-D" + BITS_PROPERTY + " must be 128, 256 or 512, not " + bits);
    };
  }
}
