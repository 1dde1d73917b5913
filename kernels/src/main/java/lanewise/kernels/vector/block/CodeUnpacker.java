package lanewise.kernels.vector.block;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;
import lanewise.kernels.ElementType;

/**
 * Spreads the codes of blocks to bytes, 16 at a time. Immutable and thread-safe. Each format has a
 * loop of its own over blocks with the whole body in it, so that it is compiled as one.
 */
interface CodeUnpacker {
  /** Codes are laid out in runs of 16 or 32 bytes, which a vector of 128 bits always divides. */
  VectorSpecies<Byte> BYTES = ByteVector.SPECIES_128;

  /** Writes the q of adjacent blocks in the order of their elements, as signed bytes. */
  void unpack(MemorySegment in, long at, int blocks, MemorySegment out, long outAt);

  /** The unpacker of a type, or null where there is none. */
  static CodeUnpacker of(ElementType type) {
    return switch (type) {
      case Q4_0, Q4_1 -> new NibbleUnpacker(type);
      case IQ4_NL, IQ4_XS, MXFP4 -> new LookupUnpacker(type);
      case Q5_0, Q5_1 -> new FiveBitUnpacker(type);
      case Q2_K, Q3_K -> new PairUnpacker(type);
      case Q4_K, Q5_K -> new Q4KUnpacker(type);
      case Q6_K -> new Q6KUnpacker();
      default -> null;
    };
  }
}
