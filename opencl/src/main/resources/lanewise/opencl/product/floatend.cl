// A product of f32 is finished: bias, activation, residual.
#define END_PARAMETERS \
  global float* out, ulong outAt, long outStride, global const float* bias, ulong biasAt, \
      global const float* residual, ulong residualAt, long residualStride, int activation
#define END(row, column, acc, side) \
  out[outAt + (size_t)(row) * outStride + (column)] = \
      finished(acc, activation, bias ? bias + biasAt : 0, residual ? residual + residualAt : 0, column, \
               (size_t)(row) * residualStride + (column))
