// What the kernels on elements start with.
//
// An operand is a buffer and the byte in it where the operand starts, so that one buffer holds
// many.

#ifdef LANEWISE_FP64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
typedef double real;
#define HAS_DOUBLE 1
#else
typedef float real;
#define HAS_DOUBLE 0
#endif

// The operand NAME as a pointer to TYPE.
#define AT(TYPE, NAME) ((__global TYPE *)(NAME + NAME##_at))

// What only a run can find out: an index or a position outside its table. The first is kept, and
// the host reads it when it next waits.
#define OUTSIDE_INDEX 1
#define OUTSIDE_POSITION 2

static void report_outside(__global int *report, int kind, long found, long place, long limit) {
  if (atomic_cmpxchg((volatile __global int *)report, 0, kind) == 0) {
    report[1] = (int)found;
    report[2] = (int)(found >> 32);
    report[3] = (int)place;
    report[4] = (int)(place >> 32);
    report[5] = (int)limit;
    report[6] = (int)(limit >> 32);
  }
}

// Sizes or strides of up to eight axes, the innermost first, as parameters and as a vector.
#define AXES(NAME)                                                                       \
  long NAME##0, long NAME##1, long NAME##2, long NAME##3, long NAME##4, long NAME##5,    \
      long NAME##6, long NAME##7
#define AXES_OF(NAME) \
  (long8)(NAME##0, NAME##1, NAME##2, NAME##3, NAME##4, NAME##5, NAME##6, NAME##7)

// Where element i of a strided layout lies, axis 0 being the innermost.
static long strided(uint i, int rank, long8 sizes, long8 strides) {
  uint8 dims = convert_uint8(sizes);
  if (rank <= 1) {
    return i * strides.s0;
  }
  uint rest = i / dims.s0;
  long at = (i - rest * dims.s0) * strides.s0;
#define WALK(AXIS, S)                          \
  if (rank == AXIS + 1) {                      \
    return at + rest * strides.S;              \
  } else {                                     \
    uint next = rest / dims.S;                 \
    at += (rest - next * dims.S) * strides.S;  \
    rest = next;                               \
  }
  WALK(1, s1)
  WALK(2, s2)
  WALK(3, s3)
  WALK(4, s4)
  WALK(5, s5)
  WALK(6, s6)
#undef WALK
  return at + rest * strides.s7;
}

static float bfloat16_to_float(ushort bits) {
  return as_float((uint)bits << 16);
}

static ushort float_to_bfloat16(float value) {
  uint bits = as_uint(value);
  if (isnan(value)) {
    return (ushort)(bits >> 16 | 0x40);
  }
  return (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

static float half_to_float(ushort bits) {
  return vload_half(0, (const half *)&bits);
}

// The greater and the lesser as Java has them: NaN if one is, and -0 below 0.
static float max_of(float x, float y) {
  if (isnan(x) || isnan(y)) {
    return NAN;
  }
  return x > y ? x : y > x ? y : as_float(as_int(x) & as_int(y));
}

static float min_of(float x, float y) {
  if (isnan(x) || isnan(y)) {
    return NAN;
  }
  return x < y ? x : y < x ? y : as_float(as_int(x) | as_int(y));
}
