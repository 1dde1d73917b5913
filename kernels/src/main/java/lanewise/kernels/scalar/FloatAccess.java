package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Floating-point numbers of every width, seen as {@code double}; a store rounds once, to nearest
 * even, or up for {@code FLOAT8_E8M0}.
 */
enum FloatAccess {
  FLOAT32(ElementType.FLOAT32) {
    @Override
    double load(MemorySegment segment, long index) {
      return segment.get(JAVA_FLOAT_UNALIGNED, 4 * index);
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      segment.set(JAVA_FLOAT_UNALIGNED, 4 * index, (float) value);
    }
  },
  FLOAT64(ElementType.FLOAT64) {
    @Override
    double load(MemorySegment segment, long index) {
      return segment.get(JAVA_DOUBLE_UNALIGNED, 8 * index);
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      segment.set(JAVA_DOUBLE_UNALIGNED, 8 * index, value);
    }
  },
  FLOAT16(ElementType.FLOAT16) {
    @Override
    double load(MemorySegment segment, long index) {
      return Float.float16ToFloat(segment.get(JAVA_SHORT_UNALIGNED, 2 * index));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      segment.set(
          JAVA_SHORT_UNALIGNED, 2 * index, Float.floatToFloat16(Rounding.toOddFloat(value)));
    }
  },
  BFLOAT16(ElementType.BFLOAT16) {
    @Override
    double load(MemorySegment segment, long index) {
      return Rounding.bfloat16ToFloat(segment.get(JAVA_SHORT_UNALIGNED, 2 * index));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      segment.set(
          JAVA_SHORT_UNALIGNED, 2 * index, Rounding.floatToBfloat16(Rounding.toOddFloat(value)));
    }
  },
  FLOAT8_E4M3FN(ElementType.FLOAT8_E4M3FN) {
    @Override
    double load(MemorySegment segment, long index) {
      return SmallFloat.E4M3FN.decode(segment.get(JAVA_BYTE, index));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E4M3FN, segment, index, value, true);
    }

    @Override
    void storeUnsaturated(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E4M3FN, segment, index, value, false);
    }
  },
  FLOAT8_E4M3FNUZ(ElementType.FLOAT8_E4M3FNUZ) {
    @Override
    double load(MemorySegment segment, long index) {
      return SmallFloat.E4M3FNUZ.decode(segment.get(JAVA_BYTE, index));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E4M3FNUZ, segment, index, value, true);
    }

    @Override
    void storeUnsaturated(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E4M3FNUZ, segment, index, value, false);
    }
  },
  FLOAT8_E5M2(ElementType.FLOAT8_E5M2) {
    @Override
    double load(MemorySegment segment, long index) {
      return SmallFloat.E5M2.decode(segment.get(JAVA_BYTE, index));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E5M2, segment, index, value, true);
    }

    @Override
    void storeUnsaturated(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E5M2, segment, index, value, false);
    }
  },
  FLOAT8_E5M2FNUZ(ElementType.FLOAT8_E5M2FNUZ) {
    @Override
    double load(MemorySegment segment, long index) {
      return SmallFloat.E5M2FNUZ.decode(segment.get(JAVA_BYTE, index));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E5M2FNUZ, segment, index, value, true);
    }

    @Override
    void storeUnsaturated(MemorySegment segment, long index, double value) {
      storeSmall(SmallFloat.E5M2FNUZ, segment, index, value, false);
    }
  },
  FLOAT8_E8M0(ElementType.FLOAT8_E8M0) {
    @Override
    double load(MemorySegment segment, long index) {
      return PowerOfTwo.decode(segment.get(JAVA_BYTE, index));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      segment.set(JAVA_BYTE, index, (byte) PowerOfTwo.encode(value, true));
    }

    @Override
    void storeUnsaturated(MemorySegment segment, long index, double value) {
      segment.set(JAVA_BYTE, index, (byte) PowerOfTwo.encode(value, false));
    }
  },
  FLOAT4_E2M1(ElementType.FLOAT4_E2M1) {
    @Override
    double load(MemorySegment segment, long index) {
      return SmallFloat.E2M1.decode(PackedBits.load(segment, index, 4));
    }

    @Override
    void store(MemorySegment segment, long index, double value) {
      PackedBits.store(segment, index, 4, SmallFloat.E2M1.encode(Rounding.toOddFloat(value), true));
    }
  };

  final ElementType type;

  FloatAccess(ElementType type) {
    this.type = type;
  }

  /** The access for {@code type}, or null if it is no real floating-point type. */
  static FloatAccess of(ElementType type) {
    for (FloatAccess access : values()) {
      if (access.type == type) {
        return access;
      }
    }
    return null;
  }

  private static void storeSmall(
      SmallFloat format, MemorySegment segment, long index, double value, boolean saturate) {
    segment.set(JAVA_BYTE, index, (byte) format.encode(Rounding.toOddFloat(value), saturate));
  }

  /** The element at {@code index}, counted in elements. */
  abstract double load(MemorySegment segment, long index);

  /** Stores {@code value} rounded to nearest even; 8- and 4-bit types saturate. */
  abstract void store(MemorySegment segment, long index, double value);

  /** As {@link #store}, but what is too large for an 8-bit type becomes infinity or NaN. */
  void storeUnsaturated(MemorySegment segment, long index, double value) {
    store(segment, index, value);
  }

  /** Whether arithmetic is done on this type, rather than only conversion. */
  boolean isArithmetic() {
    return ordinal() <= BFLOAT16.ordinal();
  }
}
