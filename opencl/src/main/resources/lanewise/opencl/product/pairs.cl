// bf16 by bf16: the chain of VDPBF16PS, the second of two elements first, subnormal numbers as zeros.
#define ACC_T float
#define L_T float2
#define R_T float2
#define LHS_T ushort
#define STEPS(k) (((k) + 1) / 2)
// A step is long: more of them at once would only make the code large.
#define UNROLLED_STEPS 1
#define LEAST_NORMAL 1.17549435e-38f

float flushed(float x) {
  return fabs(x) < LEAST_NORMAL ? copysign(0.0f, x) : x;
}

float wide(ushort bits) {
  return flushed(as_float((uint)bits << 16));
}

// x * y + z, a zero of its sign where that is subnormal when rounded to 24 bits.
float flushing_fma(float x, float y, float z) {
  float result = fma(x, y, z);
  float magnitude = fabs(result);
  if (magnitude == LEAST_NORMAL) {
    // Rounded up from below, perhaps: 2^24 times as large, nothing is subnormal.
    float small = fabs(x) < fabs(y) ? x : y;
    float large = fabs(x) < fabs(y) ? y : x;
    float scaled = fma(small * 16777216.0f, large, z * 16777216.0f);
    return fabs(scaled) < LEAST_NORMAL * 16777216.0f ? copysign(0.0f, result) : result;
  }
  return magnitude < LEAST_NORMAL ? copysign(0.0f, result) : result;
}

float2 load_left(global const ushort* row, int step, int k, int detail) {
  int p = 2 * step;
  return (float2)(wide(row[p]), p + 1 < k ? wide(row[p + 1]) : 0.0f);
}

float2 load_right(global const uchar* rhs, int step, size_t column, int k, int n, int detail) {
  global const ushort* elements = (global const ushort*)rhs + column;
  size_t p = 2 * (size_t)step;
  return (float2)(wide(elements[p * n]), p + 1 < k ? wide(elements[(p + 1) * n]) : 0.0f);
}

float step_of(float acc, float2 left, float2 right) {
  return flushing_fma(left.x, right.x, flushing_fma(left.y, right.y, acc));
}
