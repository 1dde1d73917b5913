// Reductions of the middle axis of in[outer, length, inner]. Floats are added up in f64 where the
// device has it. `_rows` gives an output to a work-group, `_columns` to a work-item, which takes
// its inputs in ascending order; which of them serves follows from length and inner.

static real greater_real(real x, real y) {
  if (isnan(x) || isnan(y)) {
    return NAN;
  }
  return x > y || (x == y && !signbit(x)) ? x : y;
}

static real lesser_real(real x, real y) {
  if (isnan(x) || isnan(y)) {
    return NAN;
  }
  return x < y || (x == y && signbit(x)) ? x : y;
}

static real exp_real(real x) {
#if HAS_DOUBLE
  return exp(x);
#else
  return exp_f32(x);
#endif
}

static real log_real(real x) {
#if HAS_DOUBLE
  return log(x);
#else
  return log_f32(x);
#endif
}

static real start_of(int op) {
  switch (op) {
    case REDUCE_MAX:
    case REDUCE_LOG_SUM_EXP: return -INFINITY;
    case REDUCE_MIN: return INFINITY;
    case REDUCE_PRODUCT: return 1;
    default: return 0;
  }
}

// One step, x being an element. The sum of exponentials first needs the greatest element.
static real step_real(int op, real value, real x) {
  switch (op) {
    case REDUCE_MAX:
    case REDUCE_LOG_SUM_EXP: return greater_real(value, x);
    case REDUCE_MIN: return lesser_real(value, x);
    case REDUCE_PRODUCT: return value * x;
    case REDUCE_SUM_SQUARE:
    case REDUCE_L2: return value + x * x;
    case REDUCE_L1: return value + fabs(x);
    default: return value + x;
  }
}

// Two halves of a reduction.
static real join_real(int op, real a, real b) {
  switch (op) {
    case REDUCE_MAX:
    case REDUCE_LOG_SUM_EXP: return greater_real(a, b);
    case REDUCE_MIN: return lesser_real(a, b);
    case REDUCE_PRODUCT: return a * b;
    default: return a + b;
  }
}

static real end_real(int op, real value, long length) {
  switch (op) {
    case REDUCE_MEAN: return value / (real)length;
    case REDUCE_L2: return sqrt(value);
    case REDUCE_LOG_SUM: return log_real(value);
    default: return value;
  }
}

#define LINES                                                                                 \
  __global const uchar *in, ulong in_at, __global uchar *out, ulong out_at, ulong count,      \
      long length, long inner

__kernel void reduce_real_columns(int op, int type, LINES) {
  ulong i = get_global_id(0);
  if (i >= count) {
    return;
  }
  __global const uchar *from = in + in_at;
  ulong first = i / inner * length * inner + i % inner;
  real value = start_of(op);
  for (long j = 0; j < length; j++) {
    value = step_real(op, value, load_real(type, from, first + j * inner));
  }
  if (op == REDUCE_LOG_SUM_EXP && !isinf(value)) {
    real sum = 0;
    for (long j = 0; j < length; j++) {
      sum += exp_real(load_real(type, from, first + j * inner) - value);
    }
    value += log_real(sum);
  }
  store_real(type, out + out_at, i, end_real(op, value, length), true);
}

__kernel void reduce_real_rows(int op, int type, LINES) {
  __local real part[LANES];
  __global const uchar *from = in + in_at;
  ulong i = get_group_id(0);
  ulong first = i / inner * length * inner + i % inner;
  EACH_LANE(lane) {
    real value = start_of(op);
    for (long j = lane; j < length; j += LANES) {
      value = step_real(op, value, load_real(type, from, first + j * inner));
    }
    part[lane] = value;
  }
  JOIN_LANES(real, part, join_real(op, a, b), value)
  bool exponentials = op == REDUCE_LOG_SUM_EXP && !isinf(value);
  EACH_LANE(lane) {
    real sum = 0;
    if (exponentials) {
      for (long j = lane; j < length; j += LANES) {
        sum += exp_real(load_real(type, from, first + j * inner) - value);
      }
    }
    part[lane] = sum;
  }
  JOIN_LANES(real, part, a + b, sum)
  if (get_local_id(0) == 0) {
    real result = exponentials ? value + log_real(sum) : value;
    store_real(type, out + out_at, i, end_real(op, result, length), true);
  }
}

// Integers wrap, so that any order gives the same.
__kernel void reduce_integer(int op, int type, LINES) {
  ulong i = get_global_id(0);
  if (i >= count) {
    return;
  }
  __global const uchar *from = in + in_at;
  ulong first = i / inner * length * inner + i % inner;
  ulong whole = op == REDUCE_MAX   ? (ulong)least_of(type)
                : op == REDUCE_MIN ? (ulong)greatest_of(type)
                                   : op == REDUCE_PRODUCT;
  real sum = 0;
  for (long j = 0; j < length; j++) {
    long x = load_integer(type, from, first + j * inner);
    switch (op) {
      case REDUCE_SUM:
      case REDUCE_MEAN:
      case REDUCE_LOG_SUM: whole += (ulong)x; break;
      case REDUCE_SUM_SQUARE: whole += (ulong)x * (ulong)x; break;
      case REDUCE_L1: whole += is_signed(type) && x < 0 ? 0 - (ulong)x : (ulong)x; break;
      case REDUCE_PRODUCT: whole *= (ulong)x; break;
      case REDUCE_MAX: whole = below(type, (long)whole, x) ? (ulong)x : whole; break;
      case REDUCE_MIN: whole = below(type, x, (long)whole) ? (ulong)x : whole; break;
      case REDUCE_L2: sum += integer_to_real(type, x) * integer_to_real(type, x); break;
      case REDUCE_LOG_SUM_EXP: sum += exp_real(integer_to_real(type, x)); break;
    }
  }
  long result = (long)whole;
  switch (op) {
    case REDUCE_MEAN:
      result = length == 0              ? 0
               : type == TYPE_UINT64 ? (long)(whole / (ulong)length)
                                     : result / length;
      break;
    case REDUCE_L2: result = saturate_to(type, sqrt(sum)); break;
    case REDUCE_LOG_SUM: result = saturate_to(type, log_real(integer_to_real(type, result))); break;
    case REDUCE_LOG_SUM_EXP: result = saturate_to(type, log_real(sum)); break;
  }
  store_integer(type, out + out_at, i, result);
}

// Whether element x at place i goes before best at place j; a NaN goes before all numbers.
static bool leads_real(int greatest, int last, real x, long i, real best, long j) {
  bool equal = isnan(x) ? isnan(best) : x == best;
  if (equal) {
    return last ? i > j : i < j;
  }
  return isnan(x) || (!isnan(best) && (greatest ? x > best : x < best));
}

static bool leads_integer(int type, int greatest, int last, long x, long i, long best, long j) {
  if (x == best) {
    return last ? i > j : i < j;
  }
  return greatest ? below(type, best, x) : below(type, x, best);
}

#define ARG_REDUCE(NAME, TYPE, LOAD, LEADS)                                                     \
  __kernel void arg_##NAME##_columns(int greatest, int last, int type, LINES) {                 \
    ulong i = get_global_id(0);                                                                 \
    if (i >= count) {                                                                           \
      return;                                                                                   \
    }                                                                                           \
    ulong first = i / inner * length * inner + i % inner;                                       \
    long place = 0;                                                                             \
    TYPE best = LOAD(type, in + in_at, first);                                                  \
    for (long j = 1; j < length; j++) {                                                         \
      TYPE x = LOAD(type, in + in_at, first + j * inner);                                       \
      if (LEADS(x, j, best, place)) {                                                           \
        best = x;                                                                               \
        place = j;                                                                              \
      }                                                                                         \
    }                                                                                           \
    AT(long, out)[i] = place;                                                                   \
  }                                                                                             \
  __kernel void arg_##NAME##_rows(int greatest, int last, int type, LINES) {                    \
    __local TYPE values[LANES];                                                                 \
    __local long places[LANES];                                                                 \
    ulong i = get_group_id(0);                                                                  \
    ulong first = i / inner * length * inner + i % inner;                                       \
    EACH_LANE(lane) {                                                                           \
      long place = min((long)lane, length - 1);                                                 \
      TYPE best = LOAD(type, in + in_at, first + place * inner);                                \
      for (long j = (long)lane + LANES; j < length; j += LANES) {                               \
        TYPE x = LOAD(type, in + in_at, first + j * inner);                                     \
        if (LEADS(x, j, best, place)) {                                                         \
          best = x;                                                                             \
          place = j;                                                                            \
        }                                                                                       \
      }                                                                                         \
      values[lane] = best;                                                                      \
      places[lane] = place;                                                                     \
    }                                                                                           \
    for (int step = LANES / 2; step > 0; step >>= 1) {                                          \
      barrier(CLK_LOCAL_MEM_FENCE);                                                             \
      for (int lane = get_local_id(0); lane < step; lane += (int)get_local_size(0)) {           \
        TYPE x = values[lane + step];                                                           \
        long j = places[lane + step];                                                           \
        if (LEADS(x, j, values[lane], places[lane])) {                                          \
          values[lane] = x;                                                                     \
          places[lane] = j;                                                                     \
        }                                                                                       \
      }                                                                                         \
    }                                                                                           \
    barrier(CLK_LOCAL_MEM_FENCE);                                                               \
    if (get_local_id(0) == 0) {                                                                 \
      AT(long, out)[i] = places[0];                                                             \
    }                                                                                           \
  }

#define LEADS_REAL(X, I, BEST, J) leads_real(greatest, last, X, I, BEST, J)
#define LEADS_INTEGER(X, I, BEST, J) leads_integer(type, greatest, last, X, I, BEST, J)
ARG_REDUCE(real, real, load_real, LEADS_REAL)
ARG_REDUCE(integer, long, load_integer, LEADS_INTEGER)
