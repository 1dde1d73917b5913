// Elements of every type, seen as `real` or as `long`, and how each is stored: integers keep their
// low bits, floats are rounded to nearest even once. Elements are counted, not bytes.

// A float between value's neighbours whose last bit is set wherever it is inexact: rounding it on
// to a shorter format gives what rounding value itself would.
static float to_odd_float(real value) {
#if HAS_DOUBLE
  float nearest = (float)value;
  if (nearest == value || isnan(nearest)) {
    return nearest;
  }
  int bits = as_int(nearest);
  if (fabs((double)nearest) > fabs(value)) {
    bits--;
  }
  return as_float(bits | 1);
#else
  return value;
#endif
}

// A float of 8 or 4 bits: sizes, and what its last codes mean.
typedef struct {
  int mantissa_bits;
  int bias;
  int greatest_code;
  int sign_code;
  int nan_code;
  int overflow_code;
} small_float_t;

static small_float_t small_float(int type) {
  switch (type) {
    case TYPE_FLOAT8_E4M3FN: return (small_float_t){3, 7, 0x7E, 0x80, 0x7F, 0x7F};
    case TYPE_FLOAT8_E4M3FNUZ: return (small_float_t){3, 8, 0x7F, 0x80, 0x80, 0x80};
    case TYPE_FLOAT8_E5M2: return (small_float_t){2, 15, 0x7B, 0x80, 0x7E, 0x7C};
    case TYPE_FLOAT8_E5M2FNUZ: return (small_float_t){2, 16, 0x7F, 0x80, 0x80, 0x80};
    default: return (small_float_t){1, 1, 0x7, 0x8, 0x7, 0x8};
  }
}

static float decode_small(int type, int code) {
  small_float_t f = small_float(type);
  bool finite_only = f.sign_code == 0x8;
  int magnitude = code & (f.sign_code - 1);
  float sign = (code & f.sign_code) != 0 ? -1.0f : 1.0f;
  if (!finite_only && f.nan_code == f.sign_code && code == f.nan_code) {
    return NAN;
  }
  if (magnitude > f.greatest_code) {
    bool infinite = f.overflow_code != f.nan_code && magnitude == f.overflow_code;
    return infinite ? sign * INFINITY : NAN;
  }
  int exponent = magnitude >> f.mantissa_bits;
  int mantissa = magnitude & ((1 << f.mantissa_bits) - 1);
  int scaled = exponent == 0 ? mantissa : mantissa + (1 << f.mantissa_bits);
  int power = max(exponent, 1) - f.bias - f.mantissa_bits;
  return sign * (float)scaled * as_float((power + 127) << 23);
}

// The code nearest to value, ties to even. What is too large, infinity too, becomes the greatest
// finite value if saturate is set, else infinity or NaN.
static int encode_small(int type, float value, bool saturate) {
  small_float_t f = small_float(type);
  bool finite_only = f.sign_code == 0x8;
  bool no_negative_zero = !finite_only && f.nan_code == f.sign_code;
  int bits = as_int(value);
  int sign = bits < 0 ? f.sign_code : 0;
  if (isnan(value)) {
    return finite_only ? f.sign_code : no_negative_zero ? f.nan_code : sign | f.nan_code;
  }
  int code = INT_MAX;
  float magnitude = fabs(value);
  if (magnitude <= FLT_MAX) {
    int least = 1 - f.bias;
    int exponent = max((bits >> 23 & 0xFF) - 127, least);
    float steps = rint(magnitude * as_float((f.mantissa_bits - exponent + 127) << 23));
    code = ((exponent - least) << f.mantissa_bits) + (int)steps;
  }
  if (code > f.greatest_code) {
    if (saturate || finite_only) {
      return sign | f.greatest_code;
    }
    return no_negative_zero ? f.nan_code : sign | f.overflow_code;
  }
  return code == 0 && no_negative_zero ? 0 : sign | code;
}

// A power of two in 8 bits of exponent; 255 is NaN.
static float decode_power(int code) {
  return code == 255 ? NAN : as_float(code == 0 ? 0x400000 : code << 23);
}

// Rounded up; a negative value is NaN.
static int encode_power(float value, bool saturate) {
  if (isnan(value) || value < 0) {
    return 255;
  }
  if (value <= 0x1p-127f) {
    return 0;
  }
  if (value > 0x1p127f) {
    return saturate ? 254 : 255;
  }
  int bits = as_int(value);
  return bits < 0x800000 ? 1 : (bits >> 23) + ((bits & 0x7FFFFF) != 0);
}

static bool is_float_type(int type) {
  switch (type) {
    case TYPE_FLOAT32:
    case TYPE_FLOAT64:
    case TYPE_FLOAT16:
    case TYPE_BFLOAT16:
    case TYPE_FLOAT8_E4M3FN:
    case TYPE_FLOAT8_E4M3FNUZ:
    case TYPE_FLOAT8_E5M2:
    case TYPE_FLOAT8_E5M2FNUZ:
    case TYPE_FLOAT8_E8M0:
    case TYPE_FLOAT4_E2M1:
      return true;
    default:
      return false;
  }
}

static int nibble(__global const uchar *in, ulong i) {
  return in[i >> 1] >> ((i & 1) * 4) & 15;
}

static real load_real(int type, __global const uchar *in, ulong i) {
  switch (type) {
    case TYPE_FLOAT32: return ((__global const float *)in)[i];
#if HAS_DOUBLE
    case TYPE_FLOAT64: return ((__global const double *)in)[i];
#endif
    case TYPE_FLOAT16: return vload_half(i, (__global const half *)in);
    case TYPE_BFLOAT16: return bfloat16_to_float(((__global const ushort *)in)[i]);
    case TYPE_FLOAT8_E8M0: return decode_power(in[i]);
    case TYPE_FLOAT4_E2M1: return decode_small(type, nibble(in, i));
    default: return decode_small(type, in[i]);
  }
}

// The code of a value in a type of at most 8 bits.
static int small_code(int type, real value, bool saturate) {
  float rounded = to_odd_float(value);
  return type == TYPE_FLOAT8_E8M0 ? encode_power(rounded, saturate)
                                  : encode_small(type, rounded, saturate);
}

// Stores a float of at least 8 bits.
static void store_real(int type, __global uchar *out, ulong i, real value, bool saturate) {
  switch (type) {
    case TYPE_FLOAT32: ((__global float *)out)[i] = (float)value; break;
#if HAS_DOUBLE
    case TYPE_FLOAT64: ((__global double *)out)[i] = value; break;
#endif
    case TYPE_FLOAT16: vstore_half_rte(to_odd_float(value), i, (__global half *)out); break;
    case TYPE_BFLOAT16:
      ((__global ushort *)out)[i] = float_to_bfloat16(to_odd_float(value));
      break;
    default: out[i] = (uchar)small_code(type, value, saturate);
  }
}

static long load_integer(int type, __global const uchar *in, ulong i) {
  switch (type) {
    case TYPE_INT8: return (char)in[i];
    case TYPE_UINT8: return in[i];
    case TYPE_INT16: return ((__global const short *)in)[i];
    case TYPE_UINT16: return ((__global const ushort *)in)[i];
    case TYPE_INT32: return ((__global const int *)in)[i];
    case TYPE_UINT32: return ((__global const uint *)in)[i];
    case TYPE_BOOL: return in[i] != 0;
    case TYPE_INT4: return nibble(in, i) << 28 >> 28;
    case TYPE_UINT4: return nibble(in, i);
    case TYPE_INT2: return (int)(in[i >> 2] >> ((i & 3) * 2) & 3) << 30 >> 30;
    case TYPE_UINT2: return in[i >> 2] >> ((i & 3) * 2) & 3;
    default: return ((__global const long *)in)[i];
  }
}

// Stores the low bits of an integer of at least 8 bits.
static void store_integer(int type, __global uchar *out, ulong i, long value) {
  switch (type) {
    case TYPE_INT8:
    case TYPE_UINT8: out[i] = (uchar)value; break;
    case TYPE_INT16:
    case TYPE_UINT16: ((__global ushort *)out)[i] = (ushort)value; break;
    case TYPE_INT32:
    case TYPE_UINT32: ((__global uint *)out)[i] = (uint)value; break;
    case TYPE_BOOL: out[i] = value != 0; break;
    default: ((__global long *)out)[i] = value;
  }
}

static bool is_signed(int type) {
  return type == TYPE_INT8 || type == TYPE_INT16 || type == TYPE_INT32 || type == TYPE_INT64 ||
         type == TYPE_INT4 || type == TYPE_INT2;
}

static int bits_of(int type) {
  switch (type) {
    case TYPE_INT8:
    case TYPE_UINT8: return 8;
    case TYPE_INT16:
    case TYPE_UINT16: return 16;
    case TYPE_INT32:
    case TYPE_UINT32: return 32;
    case TYPE_BOOL: return 1;
    case TYPE_INT4:
    case TYPE_UINT4: return 4;
    case TYPE_INT2:
    case TYPE_UINT2: return 2;
    default: return 64;
  }
}

static long least_of(int type) {
  return is_signed(type) ? -1L << (bits_of(type) - 1) : 0;
}

// The greatest value; all ones for u64.
static long greatest_of(int type) {
  return is_signed(type) ? ~least_of(type) : type == TYPE_UINT64 ? -1L : (1L << bits_of(type)) - 1;
}

static bool below(int type, long x, long y) {
  return type == TYPE_UINT64 ? (ulong)x < (ulong)y : x < y;
}

// As a value of f64, or of f32 rounded once.
static real integer_to_real(int type, long value) {
  return type == TYPE_UINT64 ? (real)(ulong)value : (real)value;
}

static float integer_to_float(int type, long value) {
  return type == TYPE_UINT64 ? (float)(ulong)value : (float)value;
}

// value without its fraction, saturated; NaN gives 0. Types of 4 and 2 bits saturate at 8 bits,
// and the store then wraps.
static long saturate_to(int type, real value) {
  if (type == TYPE_BOOL) {
    return value != 0;
  }
  if (isnan(value)) {
    return 0;
  }
  if (type == TYPE_UINT64) {
    return value <= 0 ? 0 : value >= (real)0x1p64f ? -1L : (long)(ulong)value;
  }
  long whole = value >= (real)0x1p63f   ? LONG_MAX
               : value < (real)-0x1p63f ? LONG_MIN
                                        : (long)value;
  switch (type) {
    case TYPE_INT64: return whole;
    case TYPE_INT4:
    case TYPE_INT2: return clamp(whole, -128L, 127L);
    case TYPE_UINT4:
    case TYPE_UINT2: return clamp(whole, -128L, 255L);
    default: return clamp(whole, least_of(type), greatest_of(type));
  }
}

// How many elements one byte of a type holds.
static int elements_per_byte(int type) {
  switch (type) {
    case TYPE_INT4:
    case TYPE_UINT4:
    case TYPE_FLOAT4_E2M1: return 2;
    case TYPE_INT2:
    case TYPE_UINT2: return 4;
    default: return 1;
  }
}
