package lanewise.kernels.scalar;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.ElementType;

/**
 * Integers and booleans of every width, seen as {@code long}: unsigned types widen with zeros
 * ({@code UINT64} keeps its bits), and a store keeps the low bits.
 */
enum IntegerAccess {
  INT8(ElementType.INT8, 8, true) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_BYTE, index);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_BYTE, index, (byte) value);
    }
  },
  UINT8(ElementType.UINT8, 8, false) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_BYTE, index) & 0xFF;
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_BYTE, index, (byte) value);
    }
  },
  INT16(ElementType.INT16, 16, true) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_SHORT_UNALIGNED, 2 * index);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_SHORT_UNALIGNED, 2 * index, (short) value);
    }
  },
  UINT16(ElementType.UINT16, 16, false) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_SHORT_UNALIGNED, 2 * index) & 0xFFFF;
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_SHORT_UNALIGNED, 2 * index, (short) value);
    }
  },
  INT32(ElementType.INT32, 32, true) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_INT_UNALIGNED, 4 * index);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_INT_UNALIGNED, 4 * index, (int) value);
    }
  },
  UINT32(ElementType.UINT32, 32, false) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_INT_UNALIGNED, 4 * index) & 0xFFFF_FFFFL;
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_INT_UNALIGNED, 4 * index, (int) value);
    }
  },
  INT64(ElementType.INT64, 64, true) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_LONG_UNALIGNED, 8 * index);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_LONG_UNALIGNED, 8 * index, value);
    }
  },
  UINT64(ElementType.UINT64, 64, false) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_LONG_UNALIGNED, 8 * index);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_LONG_UNALIGNED, 8 * index, value);
    }
  },
  BOOL(ElementType.BOOL, 1, false) {
    @Override
    long load(MemorySegment segment, long index) {
      return segment.get(JAVA_BYTE, index) != 0 ? 1 : 0;
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      segment.set(JAVA_BYTE, index, (byte) (value != 0 ? 1 : 0));
    }
  },
  INT4(ElementType.INT4, 4, true) {
    @Override
    long load(MemorySegment segment, long index) {
      return (long) (PackedBits.load(segment, index, 4) << 28 >> 28);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      PackedBits.store(segment, index, 4, (int) value);
    }
  },
  UINT4(ElementType.UINT4, 4, false) {
    @Override
    long load(MemorySegment segment, long index) {
      return PackedBits.load(segment, index, 4);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      PackedBits.store(segment, index, 4, (int) value);
    }
  },
  INT2(ElementType.INT2, 2, true) {
    @Override
    long load(MemorySegment segment, long index) {
      return (long) (PackedBits.load(segment, index, 2) << 30 >> 30);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      PackedBits.store(segment, index, 2, (int) value);
    }
  },
  UINT2(ElementType.UINT2, 2, false) {
    @Override
    long load(MemorySegment segment, long index) {
      return PackedBits.load(segment, index, 2);
    }

    @Override
    void store(MemorySegment segment, long index, long value) {
      PackedBits.store(segment, index, 2, (int) value);
    }
  };

  final ElementType type;
  private final int bits;
  private final boolean signed;

  IntegerAccess(ElementType type, int bits, boolean signed) {
    this.type = type;
    this.bits = bits;
    this.signed = signed;
  }

  /** The access for {@code type}, or null if it is no integer and no boolean. */
  static IntegerAccess of(ElementType type) {
    for (IntegerAccess access : values()) {
      if (access.type == type) {
        return access;
      }
    }
    return null;
  }

  /** The element at {@code index}, counted in elements. */
  abstract long load(MemorySegment segment, long index);

  /** Stores the low bits of {@code value}; a boolean stores whether it is not zero. */
  abstract void store(MemorySegment segment, long index, long value);

  int bits() {
    return bits;
  }

  boolean isSigned() {
    return signed;
  }

  /** Whether values need unsigned 64-bit arithmetic. */
  boolean isUnsignedLong() {
    return this == UINT64;
  }

  long least() {
    return signed ? -1L << (bits - 1) : 0;
  }

  /** The greatest value; all ones for {@code UINT64}. */
  long greatest() {
    return signed ? ~least() : bits == 64 ? -1L : (1L << bits) - 1;
  }

  int compare(long left, long right) {
    return isUnsignedLong() ? Long.compareUnsigned(left, right) : Long.compare(left, right);
  }

  /**
   * {@code value} without its fraction, saturated; NaN gives 0. For 4- and 2-bit types it saturates
   * at 8 bits, and the store then wraps, as ONNX's reference has it.
   */
  long saturate(double value) {
    return switch (this) {
      case BOOL -> value != 0 ? 1 : 0;
      case INT64 -> (long) value;
      case UINT64 -> {
        if (!(value > 0)) {
          yield 0;
        }
        yield value >= 0x1p64
            ? -1L
            : value >= 0x1p63 ? (long) (value - 0x1p63) + Long.MIN_VALUE : (long) value;
      }
      case INT4, INT2 -> Math.clamp((long) value, -128, 127);
      case UINT4, UINT2 -> Math.clamp((long) value, -128, 255);
      default -> Math.clamp((long) value, least(), greatest());
    };
  }

  /** The value of a loaded {@code long} as a double. */
  double toDouble(long value) {
    return isUnsignedLong() && value < 0 ? halved(value) * 2.0 : (double) value;
  }

  /** The value of a loaded {@code long} rounded to a float once. */
  float toFloat(long value) {
    return isUnsignedLong() && value < 0 ? (float) halved(value) * 2f : (float) value;
  }

  /** Half of an unsigned value, the lost bit kept as a sticky one so that rounding stays right. */
  private static long halved(long value) {
    return value >>> 1 | value & 1;
  }
}
