// An integer sum is finished. Mode 0: as i32, 1: rescaled to f32, 2: quantized again. Offsets of the output count
// bytes.
#define END_PARAMETERS \
  int mode, global uchar* out, ulong outAt, long outStride, int outBytes, global const uchar* lhsZeros, ulong lhsZerosAt, \
      global const uchar* rhsZeros, ulong rhsZerosAt, global const float* lhsScales, ulong lhsScalesAt, \
      global const float* rhsScales, ulong rhsScalesAt, int perRow, int perColumn, global const uint* bias, \
      ulong biasAt, global const float* residual, ulong residualAt, long residualStride, int activation, \
      global const float* outScale, ulong outScaleAt, global const uchar* outZero, ulong outZeroAt, \
      int outSigned, int least, int greatest

int signed_or_not(uchar code, int isSigned) {
  return isSigned ? (int)as_char(code) : (int)code;
}

#define END(row, column, acc, side) \
  end(row, column, acc, side, rhs, k, n, mode, out + outAt + ((size_t)(row) * outStride + (column)) * outBytes, \
      lhsZeros ? lhsZeros + lhsZerosAt + (perRow ? (row) : 0) : 0, \
      rhsZeros ? rhsZeros + rhsZerosAt + (perColumn ? (column) : 0) : 0, \
      lhsScales + lhsScalesAt + (perRow ? (row) : 0), rhsScales + rhsScalesAt + (perColumn ? (column) : 0), \
      bias ? bias + biasAt : 0, residual ? residual + residualAt : 0, (size_t)(row) * residualStride + (column), \
      activation, outScale + outScaleAt, outZero ? outZero + outZeroAt : 0, outSigned, least, greatest)

void end(
    size_t row, size_t column, int acc, int side, global const uchar* rhs, int k, int n, int mode, global uchar* out,
    global const uchar* lhsZero, global const uchar* rhsZero, global const float* lhsScale,
    global const float* rhsScale, global const uint* bias, global const float* residual, size_t residualAt,
    int activation, global const float* outScale, global const uchar* outZero, int outSigned, int least,
    int greatest) {
  uint left = lhsZero ? (uint)signed_or_not(*lhsZero, LHS_SIGNED) : 0;
  uint right = rhsZero ? (uint)signed_or_not(*rhsZero, RHS_SIGNED) : 0;
  uint columnSum = ((global const uint*)rhs)[(size_t)STEPS(k) * n + column];
  uint sum = (uint)acc - right * (uint)side - left * columnSum + (uint)k * left * right;
  if (mode == 0) {
    *(global int*)out = (int)sum;
    return;
  }
  float scale = *lhsScale * *rhsScale;
  if (mode == 1) {
    float x = (float)(int)sum * scale;
    *(global float*)out = finished(x, activation, (global const float*)bias, residual, column, residualAt);
    return;
  }
  int whole = (int)(bias ? sum + bias[column] : sum);
  float x = (float)whole * (scale / *outScale);
  float rounded = rint(x) + (outZero ? (float)signed_or_not(*outZero, outSigned) : 0.0f);
  *out = (uchar)(isnan(rounded) ? least : (int)fmin(fmax(rounded, (float)least), (float)greatest));
}
