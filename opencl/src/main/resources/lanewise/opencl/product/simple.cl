// One work-item an element.
kernel void pack_words(
    global const uint* in, ulong inAt, long rowStride, long columnStride, global uint* out, ulong outAt, int k, int n) {
  size_t column = get_global_id(0);
  size_t row = get_global_id(1);
  if (column < n && row < k) {
    out[outAt + row * n + column] = in[(long)inAt + (long)row * rowStride + (long)column * columnStride];
  }
}

kernel void product_f32(
    global const float* lhs, ulong lhsAt, long lhsStride,
    global const float* rhs, ulong rhsAt,
    global float* out, ulong outAt, long outStride,
    global const float* bias, ulong biasAt,
    global const float* residual, ulong residualAt, long residualStride,
    int activation, int m, int k, int n) {
  size_t column = get_global_id(0);
  size_t row = get_global_id(1);
  if (column >= n || row >= m) {
    return;
  }
  lhs += lhsAt + row * lhsStride;
  rhs += rhsAt + column;
  float sum = 0.0f;
  for (int p = 0; p < k; p++) {
    sum = fma(lhs[p], rhs[(size_t)p * n], sum);
  }
  out[outAt + row * outStride + column] =
      finished(sum, activation, bias ? bias + biasAt : 0, residual ? residual + residualAt : 0, column,
               row * residualStride + column);
}
