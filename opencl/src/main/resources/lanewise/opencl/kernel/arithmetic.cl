// Functions of elements of every type: the operation and the type are arguments, the same for all
// work-items. f32 functions that the other kernels lack are computed in f64.

// |x| without a sign bit, for all of real.
static real magnitude(real x) {
  return fabs(x);
}

// The function on f32 where it is accurate enough for types that are shorter.
static bool has_short_function(int op) {
  switch (op) {
    case UNARY_EXP:
    case UNARY_LOG:
    case UNARY_ERF:
    case UNARY_SIN:
    case UNARY_COS:
    case UNARY_TANH:
    case UNARY_SIGMOID:
    case UNARY_GELU_ERF:
    case UNARY_GELU_TANH:
    case UNARY_SILU: return true;
    default: return false;
  }
}

static float short_function(int op, float x) {
  switch (op) {
    case UNARY_EXP: return exp_f32(x);
    case UNARY_LOG: return log_f32(x);
    case UNARY_ERF: return erf_f32(x);
    case UNARY_SIN: return sin_f32(x);
    case UNARY_COS: return cos_f32(x);
    case UNARY_TANH: return tanh_f32(x);
    case UNARY_SIGMOID: return sigmoid_f32(x);
    case UNARY_GELU_ERF: return gelu_erf_f32(x);
    case UNARY_GELU_TANH: return gelu_tanh_f32(x);
    default: return silu_f32(x);
  }
}

#if HAS_DOUBLE
// Forms that neither overflow nor lose small values.
static double softplus(double x) {
  return fmax(x, 0.0) + log1p(exp(-fabs(x))) + (isnan(x) ? x : 0.0);
}

static double inverse_sinh(double x) {
  double a = fabs(x);
  double y = a > 0x1p500 ? log(a) + M_LN2 : log1p(a + a * a / (1.0 + sqrt(1.0 + a * a)));
  return copysign(y, x);
}

static double inverse_cosh(double x) {
  if (x < 1.0) {
    return NAN;
  }
  double above = x - 1.0;
  return x > 0x1p500 ? log(x) + M_LN2 : log1p(above + sqrt(2.0 * above + above * above));
}

static double inverse_tanh(double x) {
  double a = fabs(x);
  return copysign(0.5 * log1p(2.0 * a / (1.0 - a)), x);
}

static double logistic(double x) {
  return 1.0 / (1.0 + exp(-x));
}
#endif

static real unary_value(int op, real x) {
  switch (op) {
    case UNARY_ABS: return magnitude(x);
    case UNARY_NEG: return -x;
    case UNARY_SIGN: return isnan(x) || x == 0 ? x : copysign((real)1, x);
    case UNARY_RECIPROCAL: return 1 / x;
    case UNARY_SQRT: return sqrt(x);
    case UNARY_RELU: return x <= 0 ? 0 : x;
    case UNARY_CEIL: return ceil(x);
    case UNARY_FLOOR: return floor(x);
    case UNARY_ROUND_HALF_EVEN: return rint(x);
#if HAS_DOUBLE
    case UNARY_EXP: return exp(x);
    case UNARY_LOG: return log(x);
    case UNARY_ERF: return erf(x);
    case UNARY_SIN: return sin(x);
    case UNARY_COS: return cos(x);
    case UNARY_TAN: return tan(x);
    case UNARY_ASIN: return asin(x);
    case UNARY_ACOS: return acos(x);
    case UNARY_ATAN: return atan(x);
    case UNARY_SINH: return sinh(x);
    case UNARY_COSH: return cosh(x);
    case UNARY_TANH: return tanh(x);
    case UNARY_ASINH: return inverse_sinh(x);
    case UNARY_ACOSH: return inverse_cosh(x);
    case UNARY_ATANH: return inverse_tanh(x);
    case UNARY_SIGMOID: return logistic(x);
    case UNARY_SOFTPLUS: return softplus(x);
    case UNARY_SOFTSIGN: return isinf(x) ? copysign(1.0, x) : x / (1.0 + fabs(x));
    case UNARY_GELU_ERF: return x == -INFINITY ? -0.0 : 0.5 * x * (1.0 + erf(x * M_SQRT1_2));
    case UNARY_GELU_TANH:
      return x == -INFINITY
                 ? -0.0
                 : 0.5 * x * (1.0 + tanh(0.79788456080286535588 * (x + 0.044715 * x * x * x)));
    case UNARY_SILU: return x == -INFINITY ? -0.0 : x * logistic(x);
    case UNARY_HARD_SWISH: return isnan(x) ? x : x * fmax(0.0, fmin(1.0, x / 6.0 + 0.5));
    case UNARY_MISH: return x * tanh(softplus(x));
#endif
    default: return NAN;
  }
}

__kernel void unary_real(int op, int type, __global const uchar *in, ulong in_at,
                         __global uchar *out, ulong out_at, ulong count) {
  ulong i = get_global_id(0);
  if (i >= count) {
    return;
  }
  real x = load_real(type, in + in_at, i);
  bool brief = (type == TYPE_FLOAT16 || type == TYPE_BFLOAT16) && has_short_function(op);
  real y = brief ? (real)short_function(op, (float)x) : unary_value(op, x);
  store_real(type, out + out_at, i, y, true);
}

__kernel void unary_integer(int op, int type, __global const uchar *in, ulong in_at,
                            __global uchar *out, ulong out_at, ulong count) {
  ulong i = get_global_id(0);
  if (i >= count) {
    return;
  }
  long x = load_integer(type, in + in_at, i);
  bool negative = x < 0 && is_signed(type);
  long y = x;
  switch (op) {
    case UNARY_ABS: y = negative ? -x : x; break;
    case UNARY_NEG: y = -x; break;
    case UNARY_SIGN: y = negative ? -1 : x != 0; break;
    case UNARY_RELU: y = negative ? 0 : x; break;
    case UNARY_BITWISE_NOT: y = ~x; break;
    case UNARY_LOGICAL_NOT: y = 1 - x; break;
  }
  store_integer(type, out + out_at, i, y);
}

// The remainder with x's sign, exact: multiples of y are taken off from the greatest power of two
// on.
#if HAS_DOUBLE
static double remainder_of(double x, double y) {
  if (isnan(x) || isnan(y) || isinf(x) || y == 0) {
    return NAN;
  }
  double rest = fabs(x);
  double divisor = fabs(y);
  if (rest < divisor) {
    return x;
  }
  while (rest >= divisor) {
    // 2^k y is at most the rest, and so is exact, as is what is left
    int k = max(ilogb(rest) - ilogb(divisor), 0);
    double multiple = ldexp(divisor, k);
    if (multiple > rest) {
      multiple = ldexp(divisor, k - 1);
    }
    rest -= multiple;
  }
  return copysign(rest, x);
}
#else
static float remainder_of(float x, float y) {
  return fmod(x, y);
}
#endif

static real floor_remainder(real x, real y) {
  real rest = remainder_of(x, y);
  if (rest == 0) {
    return copysign((real)0, y);
  }
  return (rest < 0) != (y < 0) ? rest + y : rest;
}

static real binary_value(int op, real x, real y) {
  switch (op) {
    case BINARY_ADD: return x + y;
    case BINARY_SUB: return x - y;
    case BINARY_MUL: return x * y;
    case BINARY_DIV: return x / y;
    case BINARY_MIN:
      return isnan(x) || isnan(y) ? (real)NAN : x < y || (x == y && signbit(x)) ? x : y;
    case BINARY_MAX:
      return isnan(x) || isnan(y) ? (real)NAN : x > y || (x == y && !signbit(x)) ? x : y;
    case BINARY_MOD: return floor_remainder(x, y);
    case BINARY_FMOD: return remainder_of(x, y);
    case BINARY_PRELU: return x >= 0 ? x : y * x;
#if HAS_DOUBLE
    case BINARY_POW: return x == 1 || (x == -1 && isinf(y)) ? 1 : pow(x, y);
#endif
    default: return NAN;
  }
}

static bool predicate_value(int op, real x, real y) {
  switch (op) {
    case BINARY_EQUAL: return x == y;
    case BINARY_LESS: return x < y;
    case BINARY_LESS_OR_EQUAL: return x <= y;
    case BINARY_GREATER: return x > y;
    default: return x >= y;
  }
}

#define OPERANDS                                                                              \
  __global const uchar *lhs, ulong lhs_at, __global const uchar *rhs, ulong rhs_at,           \
      __global uchar *out, ulong out_at, ulong count, int rank, AXES(dims), AXES(lhs_strides), \
      AXES(rhs_strides)

__kernel void binary_real(int op, int type, OPERANDS) {
  ulong i = get_global_id(0);
  if (i < count) {
    real x = load_real(type, lhs + lhs_at, strided((uint)i, rank, AXES_OF(dims), AXES_OF(lhs_strides)));
    real y = load_real(type, rhs + rhs_at, strided((uint)i, rank, AXES_OF(dims), AXES_OF(rhs_strides)));
    store_real(type, out + out_at, i, binary_value(op, x, y), true);
  }
}

__kernel void compare_real(int op, int type, OPERANDS) {
  ulong i = get_global_id(0);
  if (i < count) {
    real x = load_real(type, lhs + lhs_at, strided((uint)i, rank, AXES_OF(dims), AXES_OF(lhs_strides)));
    real y = load_real(type, rhs + rhs_at, strided((uint)i, rank, AXES_OF(dims), AXES_OF(rhs_strides)));
    AT(uchar, out)[i] = predicate_value(op, x, y);
  }
}

// x to the power y, wrapping.
static long power_unsigned(long x, long y) {
  ulong result = 1;
  ulong base = x;
  for (ulong rest = y; rest != 0; rest >>= 1) {
    if ((rest & 1) != 0) {
      result *= base;
    }
    base *= base;
  }
  return (long)result;
}

static long power_signed(long x, long y) {
  if (y < 0) {
    return x == 1 ? 1 : x == -1 ? ((y & 1) == 0 ? 1 : -1) : 0;
  }
  return power_unsigned(x, y);
}

// Quotients of the least long and -1 wrap; division by zero gives zero.
static long quotient(bool wide, long x, long y) {
  if (y == 0) {
    return 0;
  }
  if (wide) {
    return (long)((ulong)x / (ulong)y);
  }
  return y == -1 ? (long)(0 - (ulong)x) : x / y;
}

static long rest_of(bool wide, long x, long y) {
  if (y == 0 || (!wide && y == -1)) {
    return 0;
  }
  return wide ? (long)((ulong)x % (ulong)y) : x % y;
}

static long integer_value(int op, int type, long x, long y) {
  bool wide = type == TYPE_UINT64;
  bool with_sign = is_signed(type);
  int bits = bits_of(type);
  bool in_range = y >= 0 && y < bits;
  switch (op) {
    case BINARY_ADD: return (long)((ulong)x + (ulong)y);
    case BINARY_SUB: return (long)((ulong)x - (ulong)y);
    case BINARY_MUL: return (long)((ulong)x * (ulong)y);
    case BINARY_DIV: return quotient(wide, x, y);
    case BINARY_POW: return with_sign ? power_signed(x, y) : power_unsigned(x, y);
    case BINARY_MIN: return below(type, y, x) ? y : x;
    case BINARY_MAX: return below(type, x, y) ? y : x;
    case BINARY_FMOD: return rest_of(wide, x, y);
    case BINARY_MOD: {
      long rest = rest_of(wide, x, y);
      return !wide && rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
    }
    case BINARY_EQUAL: return x == y;
    case BINARY_LESS: return below(type, x, y);
    case BINARY_LESS_OR_EQUAL: return !below(type, y, x);
    case BINARY_GREATER: return below(type, y, x);
    case BINARY_GREATER_OR_EQUAL: return !below(type, x, y);
    case BINARY_LOGICAL_AND:
    case BINARY_BITWISE_AND: return x & y;
    case BINARY_LOGICAL_OR:
    case BINARY_BITWISE_OR: return x | y;
    case BINARY_LOGICAL_XOR:
    case BINARY_BITWISE_XOR: return x ^ y;
    case BINARY_SHIFT_LEFT: return in_range ? (long)((ulong)x << y) : 0;
    case BINARY_SHIFT_RIGHT:
      return with_sign ? x >> (y < 0 || y > 63 ? 63 : y) : in_range ? (long)((ulong)x >> y) : 0;
    case BINARY_PRELU: return x >= 0 || !with_sign ? x : (long)((ulong)x * (ulong)y);
    default: return 0;
  }
}

__kernel void binary_integer(int op, int type, int result, OPERANDS) {
  ulong i = get_global_id(0);
  if (i < count) {
    long x = load_integer(type, lhs + lhs_at, strided((uint)i, rank, AXES_OF(dims), AXES_OF(lhs_strides)));
    long y = load_integer(type, rhs + rhs_at, strided((uint)i, rank, AXES_OF(dims), AXES_OF(rhs_strides)));
    store_integer(result, out + out_at, i, integer_value(op, type, x, y));
  }
}

// Converts the elements of one byte, or one element of a wider type.
__kernel void cast(int from, int to, int saturate, __global const uchar *in, ulong in_at,
                   __global uchar *out, ulong out_at, ulong count) {
  int each = elements_per_byte(to);
  ulong item = get_global_id(0);
  ulong first = item * each;
  if (first >= count) {
    return;
  }
  bool from_float = is_float_type(from);
  bool to_float = is_float_type(to);
  int packed = 0;
  for (int k = 0; k < each && first + k < count; k++) {
    ulong i = first + k;
    real x = 0;
    long whole = 0;
    if (from_float) {
      x = load_real(from, in + in_at, i);
    } else {
      whole = load_integer(from, in + in_at, i);
    }
    if (to_float) {
      if (!from_float) {
        x = to == TYPE_FLOAT64 ? integer_to_real(from, whole)
                               : (real)integer_to_float(from, whole);
      }
      if (each == 1) {
        store_real(to, out + out_at, i, x, saturate != 0);
      } else {
        packed |= small_code(to, x, true) << 4 * k;
      }
    } else {
      if (from_float) {
        whole = saturate_to(to, x);
      }
      if (each == 1) {
        store_integer(to, out + out_at, i, whole);
      } else {
        packed |= ((int)whole & (each == 2 ? 15 : 3)) << (8 / each) * k;
      }
    }
  }
  if (each > 1) {
    AT(uchar, out)[item] = (uchar)packed;
  }
}
