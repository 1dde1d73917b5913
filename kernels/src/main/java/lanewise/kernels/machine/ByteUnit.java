package lanewise.kernels.machine;

import java.util.Set;
import lanewise.natives.machine.CpuFeature;

/** How a CPU multiplies bytes, the best way first. */
public enum ByteUnit {
  /** Dot products of 512 bits: AVX512-VNNI. */
  DOT_512(VectorUnit.AVX512, ProductCode.Elements.U8, ProductCode.Elements.S8),

  /** Dot products of 256 bits: AVX-VNNI. */
  DOT_256(VectorUnit.AVX2, ProductCode.Elements.U8_NARROW, ProductCode.Elements.S8_NARROW),

  /** Bytes widened to 16 bits, whose products in pairs cannot overflow: AVX2. */
  WORDS_256(VectorUnit.AVX2, ProductCode.Elements.U8_WORDS, ProductCode.Elements.S8_WORDS);

  private final VectorUnit vectors;
  private final ProductCode.Elements unsigned;
  private final ProductCode.Elements signed;

  ByteUnit(VectorUnit vectors, ProductCode.Elements unsigned, ProductCode.Elements signed) {
    this.vectors = vectors;
    this.unsigned = unsigned;
    this.signed = signed;
  }

  /** The best with registers no wider than {@code widest} on a CPU of these features. */
  public static ByteUnit of(VectorUnit widest, Set<CpuFeature> features) {
    if (widest == VectorUnit.AVX512 && features.contains(CpuFeature.AVX512_VNNI)) {
      return DOT_512;
    }
    return features.contains(CpuFeature.AVX_VNNI) ? DOT_256 : WORDS_256;
  }

  VectorUnit vectors() {
    return vectors;
  }

  /** What a product's left bytes are called. */
  ProductCode.Elements elements(boolean signedLhs) {
    return signedLhs ? signed : unsigned;
  }
}
