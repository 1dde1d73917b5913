// 4-bit weights by quantized activations: a link of the chain for each block of activations.
kernel void product_int4_rows(
    global const int* lhs, ulong lhsAt, long lhsRowBytes, long scalesAt, long sumsAt, int block,
    global const uchar* rhs, ulong rhsAt, int group, int m, int k, int n, END_PARAMETERS) {
  size_t column = get_global_id(0);
  size_t row = get_global_id(1);
  if (column >= n || row >= m) {
    return;
  }
  rhs += rhsAt;
  global const uchar* left = (global const uchar*)(lhs + lhsAt) + row * lhsRowBytes;
  global const float* scales = (global const float*)(left + scalesAt);
  global const short* sums = (global const short*)(left + sumsAt);
  size_t words = (size_t)(k / 8) * n;
  size_t groups = (k + group - 1) / group;
  float acc = 0.0f;
  for (int first = 0; first < k; first += block) {
    size_t at = (size_t)(first / group) * n + column;
    int sum = 0;
    int total = 0;
    for (int p = first; p < first + block; p += 8) {
      uint word = ((global const uint*)rhs)[(size_t)(p / 8) * n + column];
      sum = dot_ss(word & 0x0F0F0F0Fu, *(global const uint*)(left + p), sum);
      sum = dot_ss(word >> 4 & 0x0F0F0F0Fu, *(global const uint*)(left + p + 4), sum);
    }
    for (int i = first / 16; i < (first + block) / 16; i++) {
      total += sums[i];
    }
    sum -= ((global const char*)rhs)[4 * (words + groups * n) + at] * total;
    float scale = ((global const float*)rhs)[words + at] * scales[first / block];
    acc = fma((float)sum, scale, acc);
  }
  END(row, column, acc, 0);
}
