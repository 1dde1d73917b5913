package lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Integer vectors as wide as the f32 ones of {@link Lanes}. */
final class IntegerLanes {
  /** As many i32 lanes as there are f32 lanes. */
  static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, Lanes.F32.vectorShape());

  /** Twice as many i16 lanes. */
  static final VectorSpecies<Short> I16 = VectorSpecies.of(short.class, Lanes.F32.vectorShape());

  /** Bytes that widen to a vector of i16. */
  static final VectorSpecies<Byte> BYTES_OF_I16 =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Lanes.BYTES * 8 / 2));

  private IntegerLanes() {}

  static IntVector loadInts(MemorySegment segment, long byteOffset) {
    return IntVector.fromMemorySegment(I32, segment, byteOffset, ByteOrder.LITTLE_ENDIAN);
  }

  static void store(IntVector vector, MemorySegment segment, long byteOffset) {
    vector.intoMemorySegment(segment, byteOffset, ByteOrder.LITTLE_ENDIAN);
  }

  /** Bytes as i16 lanes from 0 to 255. */
  static ShortVector loadUnsignedBytes(MemorySegment segment, long byteOffset) {
    return (ShortVector)
        ByteVector.fromMemorySegment(BYTES_OF_I16, segment, byteOffset, ByteOrder.LITTLE_ENDIAN)
            .convertShape(VectorOperators.ZERO_EXTEND_B2S, I16, 0);
  }

  /** Each lane's value rounded to f32. */
  static FloatVector toFloats(IntVector vector) {
    return (FloatVector) vector.convertShape(VectorOperators.I2F, Lanes.F32, 0);
  }
}
