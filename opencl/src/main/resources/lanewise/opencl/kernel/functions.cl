// Functions of f32, each within the error that the elementwise contract states, by the polynomials
// that the vector tier has too: what OpenCL itself promises is looser. NaN gives NaN.

// e^y for y from -87.33 to 88.3.
static float exp_normal(float y) {
  float rounded = fma(y, 1.44269504f, 0x1.8p23f);
  float n = rounded - 0x1.8p23f;
  float r = fma(n, -0x1.0bfbe8p-15f, fma(n, -0x1.62ep-1f, y));
  float q = fma(0x1.6a1a72p-10f, r, 0x1.123fc6p-7f);
  q = fma(fma(fma(q, r, 0x1.555916p-5f), r, 0x1.55548ap-3f), r, 0x1.fffffcp-2f);
  float mantissa = fma(q, r * r, r) + 1.0f;
  return mantissa * as_float((as_int(rounded) << 23) + 0x3F800000);
}

// e^x over the whole range, infinite and subnormal results included; error at most 1.5.
static float exp_f32(float x) {
  float y = x < -104.0f ? -104.0f : x > 89.0f ? 89.0f : x;
  float rounded = fma(y, 0x1.715476p+0f, 0x1.8p23f);
  float n = rounded - 0x1.8p23f;
  float r = fma(n, 0x1.05c610p-29f, fma(n, -0x1.62e430p-1f, y));
  float q = fma(0x1.6a1a72p-10f, r, 0x1.123fc6p-7f);
  q = fma(fma(fma(q, r, 0x1.555916p-5f), r, 0x1.55548ap-3f), r, 0x1.fffffcp-2f);
  float mantissa = fma(q, r * r, r) + 1.0f;
  // 2^n alone may leave the range of a float; its two halves do not
  int exponent = as_int(rounded) - 0x4B400000;
  int first = exponent >> 1;
  float scaled = mantissa * as_float((first + 127) << 23);
  return scaled * as_float((exponent - first + 127) << 23);
}

// The logarithm, subnormal arguments included; error at most 1.
static float log_f32(float x) {
  bool small = x < 0x1p-126f;
  int bits = as_int(small ? x * 0x1p24f : x);
  int field = (bits - 0x3F3504F3) & 0xFF800000;
  float e = (float)(field >> 23) - (small ? 24.0f : 0.0f);
  float r = as_float(bits - field) - 1.0f;
  float p = fma(0x1.1457bcp-4f, r, -0x1.de3c1ep-4f);
  p = fma(fma(fma(p, r, 0x1.e6f066p-4f), r, -0x1.fc2206p-4f), r, 0x1.233768p-3f);
  p = fma(fma(p, r, -0x1.555c4ep-3f), r, 0x1.99a4b6p-3f);
  p = fma(fma(p, r, -0x1.000006p-2f), r, 0x1.555548p-2f);
  float square = r * r;
  float y = fma(square, -0.5f, fma(e, 0x1.0bfbe8p-15f, p * square * r)) + r;
  y = fma(e, 0x1.62ep-1f, y);
  y = x == 0.0f ? -INFINITY : y;
  y = x < 0.0f ? NAN : y;
  return x > FLT_MAX || isnan(x) ? x : y;
}

// The error function; error at most 2.5. From 1 on, 1 - erf is the exponential of a polynomial.
static float erf_f32(float x) {
  float a = fabs(x);
  float s = a * a;
  float small = fma(0x1.496a30p-14f, s, -0x1.a3f700p-11f);
  small = fma(fma(small, s, 0x1.5405b2p-8f), s, -0x1.b7f90ep-6f);
  small = fma(fma(fma(small, s, 0x1.ce2cf8p-4f), s, -0x1.81273ep-2f), s, 0x1.06eba8p-3f);
  small = fma(small, x, x);
  float t = a > 3.9192059f ? 3.9192059f : a;
  float y = fma(fma(0x1.938b7ap-13f, t, -0x1.8a557ap-9f), t, 0x1.69e226p-6f);
  y = fma(fma(y, t, -0x1.a882b2p-4f), t, -0x1.4668a4p-1f);
  y = fma(fma(y, t, -0x1.20a232p+0f), t, -0x1.009c34p-12f);
  float magnitude = a < 1.0f ? small : 1.0f - exp_normal(y);
  return as_float(as_int(magnitude) | (as_int(x) & 0x80000000));
}

// e to the power of minus x, for quotients in which what is out of range does not matter.
static float exp_minus(float x) {
  float y = x < -88.3f ? -88.3f : x > 87.33654f ? 87.33654f : x;
  return exp_normal(-y);
}

// The hyperbolic tangent; error at most 3.
static float tanh_f32(float x) {
  float large = 2.0f / (exp_minus(x + x) + 1.0f) - 1.0f;
  float s = x * x;
  float t = fma(fma(-0x1.825856p-8f, s, 0x1.54b8a0p-6f), s, -0x1.b898dep-5f);
  t = fma(fma(t, s, 0x1.1109aep-3f), s, -0x1.55553ep-2f);
  float y = fabs(x) < 0.6f ? fma(t * s, x, x) : large;
  return as_float(as_int(y) | (as_int(x) & 0x80000000));
}

// 1 / (1 + e^-x); error at most 3, below -87 absolute 2^-126.
static float sigmoid_f32(float x) {
  return x < -87.33654f ? 0.0f : 1.0f / (exp_minus(x) + 1.0f);
}

// x / (1 + e^-x); error at most 3, below -87 absolute 2^-119.
static float silu_f32(float x) {
  return x < -87.33654f ? -0.0f : x / (exp_minus(x) + 1.0f);
}

// max(x, 0) - |x| Φ(-|x|), where nothing cancels; log Φ(-a) is the polynomial.
static float gelu_erf_f32(float x) {
  float size = fabs(x);
  float a = size > 9.0f ? 9.0f : size;
  float y = fma(fma(-0x1.893996p-28f, a, 0x1.c410c4p-23f), a, -0x1.b1b188p-19f);
  y = fma(fma(y, a, 0x1.b0a4b4p-16f), a, -0x1.84290ep-14f);
  y = fma(fma(y, a, -0x1.e53420p-13f), a, 0x1.50930ap-8f);
  y = fma(fma(y, a, -0x1.2be2bep-5f), a, -0x1.45d5a2p-2f);
  y = fma(fma(y, a, -0x1.988712p-1f), a, -0x1.62e408p-1f);
  float result = fma(-a, exp_normal(y), x < 0.0f ? -0.0f : x);
  return x < -9.0f ? -0.0f : result;
}

// ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))): x over 1 + e to minus twice that argument.
static float gelu_tanh_f32(float x) {
  float z = fma(x * x, 0x1.2444f2p-4f, 0x1.988454p+0f) * x;
  return z < -87.33654f ? -0.0f : x / (exp_minus(z) + 1.0f);
}

// 2/π, 32 bits of whole part before its fraction.
__constant uint TWO_OVER_PI[8] = {0x00000000u, 0xA2F9836Eu, 0x4E441529u, 0xFC2757D1u,
                                  0xF534DDC0u, 0xDB629599u, 0x3C439041u, 0xFE5163ABu};

// x less the nearest multiple of π/2, and that multiple's number in its low bits.
typedef struct {
  float rest;
  int quadrant;
} quadrant_t;

// For arguments so large that the multiple needs more bits of π: of the mantissa's product with
// 2/π, the part above the quadrant's two bits does not matter, and 62 bits below are enough.
static quadrant_t reduce_large(float x) {
  uint bits = as_uint(x);
  int exponent = (int)(bits >> 23 & 0xFF) - 150;
  ulong mantissa = (bits & 0x7FFFFF) | 0x800000;
  // bit b of the table has weight 2^(31 - b); times 2^exponent, the first that matters has 2
  int first = exponent + 30;
  int word = first >> 5;
  int shift = first & 31;
  ulong high = (ulong)TWO_OVER_PI[word] << 32 | TWO_OVER_PI[word + 1];
  ulong low = (ulong)TWO_OVER_PI[word + 2] << 32 | TWO_OVER_PI[word + 3];
  if (shift != 0) {
    high = high << shift | low >> (64 - shift);
    low = low << shift;
  }
  // bit 63 of the product has weight 2: mantissa times the next 64 bits, and the carry from below
  ulong product = mantissa * high + mul_hi(mantissa, low);
  int quadrant = (int)(product >> 62);
  long fraction = (long)(product << 2);
  // two's complement: a fraction of a half or more counts down from the next quadrant
  quadrant += fraction < 0;
  float top = (float)fraction;
  float bottom = (float)(fraction - (top >= 0x1p63f ? LONG_MAX : (long)top));
  quadrant_t result;
  float rest = fma(top, 0x1.921fb6p-64f, fma(bottom, 0x1.921fb6p-64f, top * -0x1.777a5cp-89f));
  result.rest = x < 0 ? -rest : rest;
  result.quadrant = x < 0 ? -quadrant : quadrant;
  return result;
}

static quadrant_t reduce_quadrant(float x) {
  if (fabs(x) > 0x1p17f) {
    return reduce_large(x);
  }
  float rounded = fma(x, 0x1.45f306p-1f, 0x1.8p23f);
  float n = rounded - 0x1.8p23f;
  quadrant_t result;
  result.rest = fma(n, 0x1.ee59dap-50f, fma(n, 0x1.777a5cp-25f, fma(n, -0x1.921fb6p+0f, x)));
  result.quadrant = as_int(rounded);
  return result;
}

static float sine_of(quadrant_t q) {
  float r = q.rest;
  float s = r * r;
  float sine = fma(fma(0x1.6cd5ecp-19f, s, -0x1.a00f94p-13f), s, 0x1.111108p-7f);
  sine = fma(fma(sine, s, -0x1.555556p-3f) * s, r, r);
  float cosine = fma(fma(0x1.99ff40p-16f, s, -0x1.6c0c82p-10f), s, 0x1.55554ap-5f);
  cosine = fma(cosine * s + -0.5f, s, 1.0f);
  float y = (q.quadrant & 1) != 0 ? cosine : sine;
  return as_float(as_int(y) ^ ((q.quadrant & 2) << 30));
}

// Sine and cosine; error at most 1.5 for any argument.
static float sin_f32(float x) {
  if (isinf(x)) {
    return NAN;
  }
  return x == 0.0f || isnan(x) ? x : sine_of(reduce_quadrant(x));
}

static float cos_f32(float x) {
  if (isinf(x) || isnan(x)) {
    return NAN;
  }
  quadrant_t q = reduce_quadrant(x);
  q.quadrant += 1;
  return sine_of(q);
}

static float relu_f32(float x) {
  return x <= 0.0f ? 0.0f : x;
}

// What follows a product, by the codes of Activation.
static float activate(int activation, float x) {
  switch (activation) {
    case ACTIVATION_RELU: return relu_f32(x);
    case ACTIVATION_GELU_ERF: return gelu_erf_f32(x);
    case ACTIVATION_GELU_TANH: return gelu_tanh_f32(x);
    case ACTIVATION_SILU: return silu_f32(x);
    case ACTIVATION_TANH: return tanh_f32(x);
    case ACTIVATION_SIGMOID: return sigmoid_f32(x);
    default: return x;
  }
}
