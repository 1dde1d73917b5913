// An output of f32 is one chain of fused multiply-adds over k in ascending order.
// WEIGHTS: 0 for f32, 1 for f16, 2 for bf16, 4 for 4-bit weights with a scale for `detail` elements of k.
#define ACC_T float
#define L_T float
#define R_T float
#define LHS_T float
#define STEPS(k) (k)

float load_left(global const float* row, int step, int k, int detail) {
  return row[step];
}

float load_right(global const uchar* rhs, int step, size_t column, int k, int n, int detail) {
#if WEIGHTS == 0
  return ((global const float*)rhs)[(size_t)step * n + column];
#elif WEIGHTS == 1
  return vload_half((size_t)step * n + column, (global const half*)rhs);
#elif WEIGHTS == 2
  return as_float((uint)((global const ushort*)rhs)[(size_t)step * n + column] << 16);
#else
  size_t words = (size_t)((k + 7) / 8) * n;
  size_t groups = (k + detail - 1) / detail;
  uint word = ((global const uint*)rhs)[(size_t)(step >> 3) * n + column];
  int q = (word >> (8 * (step & 3) + (step & 4))) & 15;
  size_t at = (size_t)(step / detail) * n + column;
  float scale = ((global const float*)rhs)[words + at];
  int zero = ((global const char*)rhs)[4 * (words + groups * n) + at];
  return (float)(q - zero) * scale;
#endif
}

float step_of(float acc, float left, float right) {
  return fma(left, right, acc);
}
