package lanewise.kernels.vector;

import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Integer vectors as wide as the f32 ones of {@link Lanes}. */
public final class IntegerLanes {
  /** As many i32 lanes as there are f32 lanes. */
  public static final VectorSpecies<Integer> I32 =
      VectorSpecies.of(int.class, Lanes.F32.vectorShape());

  /** Twice as many i16 lanes. */
  static final VectorSpecies<Short> I16 = VectorSpecies.of(short.class, Lanes.F32.vectorShape());

  /** Bytes that widen to a vector of i16. */
  static final VectorSpecies<Byte> BYTES_OF_I16 =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Lanes.BYTES * 8 / 2));

  private IntegerLanes() {}
}
