// Functions of one element: a work-item computes one.

// f32 functions that need no f64, each a kernel of its own, so that what one needs does not cost
// the others registers.
#define UNARY_F32(NAME, EXPRESSION)                                                     \
  __kernel void unary_##NAME(__global const uchar *in, ulong in_at, __global uchar *out, \
                             ulong out_at, ulong count) {                                \
    ulong i = get_global_id(0);                                                         \
    if (i < count) {                                                                    \
      float x = AT(const float, in)[i];                                                 \
      AT(float, out)[i] = EXPRESSION;                                                   \
    }                                                                                   \
  }

UNARY_F32(abs, fabs(x))
UNARY_F32(neg, -x)
UNARY_F32(sign, isnan(x) || x == 0.0f ? x : copysign(1.0f, x))
UNARY_F32(reciprocal, 1.0f / x)
UNARY_F32(sqrt, sqrt(x))
UNARY_F32(exp, exp_f32(x))
UNARY_F32(log, log_f32(x))
UNARY_F32(erf, erf_f32(x))
UNARY_F32(sin, sin_f32(x))
UNARY_F32(cos, cos_f32(x))
UNARY_F32(tanh, tanh_f32(x))
UNARY_F32(sigmoid, sigmoid_f32(x))
UNARY_F32(relu, relu_f32(x))
UNARY_F32(gelu_erf, gelu_erf_f32(x))
UNARY_F32(gelu_tanh, gelu_tanh_f32(x))
UNARY_F32(silu, silu_f32(x))
UNARY_F32(ceil, ceil(x))
UNARY_F32(floor, floor(x))
UNARY_F32(round_half_even, rint(x))

// f32 arithmetic between operands of any broadcast.
#define BINARY_F32(NAME, EXPRESSION)                                                           \
  __kernel void binary_##NAME(__global const uchar *lhs, ulong lhs_at,                          \
                              __global const uchar *rhs, ulong rhs_at, __global uchar *out,     \
                              ulong out_at, ulong count, int rank, AXES(dims),                  \
                              AXES(lhs_strides), AXES(rhs_strides)) {                           \
    ulong i = get_global_id(0);                                                                \
    if (i < count) {                                                                           \
      float x = AT(const float, lhs)[strided((uint)i, rank, AXES_OF(dims), AXES_OF(lhs_strides))];               \
      float y = AT(const float, rhs)[strided((uint)i, rank, AXES_OF(dims), AXES_OF(rhs_strides))];               \
      AT(float, out)[i] = EXPRESSION;                                                          \
    }                                                                                          \
  }

BINARY_F32(add, x + y)
BINARY_F32(sub, x - y)
BINARY_F32(mul, x * y)
BINARY_F32(div, x / y)
BINARY_F32(min, min_of(x, y))
BINARY_F32(max, max_of(x, y))
BINARY_F32(prelu, x >= 0.0f ? x : y * x)

// condition ? whenTrue : whenFalse, by the width of the elements.
#define SELECT(NAME, TYPE)                                                                        \
  __kernel void select_##NAME(__global const uchar *condition, ulong condition_at,                 \
                              __global const uchar *yes, ulong yes_at, __global const uchar *no,   \
                              ulong no_at, __global uchar *out, ulong out_at, ulong count,         \
                              int rank, AXES(dims), AXES(condition_strides), AXES(yes_strides),    \
                              AXES(no_strides)) {                                                  \
    ulong i = get_global_id(0);                                                                   \
    if (i < count) {                                                                              \
      uchar chosen = AT(const uchar, condition)[strided((uint)i, rank, AXES_OF(dims), AXES_OF(condition_strides))]; \
      AT(TYPE, out)[i] = chosen != 0                                                              \
                             ? AT(const TYPE, yes)[strided((uint)i, rank, AXES_OF(dims), AXES_OF(yes_strides))]     \
                             : AT(const TYPE, no)[strided((uint)i, rank, AXES_OF(dims), AXES_OF(no_strides))];      \
    }                                                                                             \
  }

SELECT(1, uchar)
SELECT(2, ushort)
SELECT(4, uint)
SELECT(8, ulong)
