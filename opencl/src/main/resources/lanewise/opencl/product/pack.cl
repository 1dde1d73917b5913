// Right-hand sides become k rows of n, without gaps. A source's element (p, column) lies at
// p * rowStride + column * columnStride.
#define SOURCE_AT ((long)p * rowStride + (long)column * columnStride)

kernel void pack_f32(
    global const uint* in, ulong inAt, long rowStride, long columnStride, global uint* out, ulong outAt, int k,
    int n) {
  size_t column = get_global_id(0);
  size_t p = get_global_id(1);
  if (column < n && p < k) {
    out[outAt + p * n + column] = in[(long)inAt + SOURCE_AT];
  }
}

ushort bf16_of(float x) {
  uint bits = as_uint(x);
  return isnan(x) ? (ushort)(bits >> 16 | 64) : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
}

// source: 0 for f32, 1 for f16, 2 for bf16; half: whether f16 is written, else bf16.
kernel void pack_half(
    global const uchar* in, ulong inAt, long rowStride, long columnStride, global ushort* out, ulong outAt, int k,
    int n, int source, int half_) {
  size_t column = get_global_id(0);
  size_t p = get_global_id(1);
  if (column >= n || p >= k) {
    return;
  }
  in += inAt;
  float x = source == 0   ? ((global const float*)in)[SOURCE_AT]
            : source == 1 ? vload_half(SOURCE_AT, (global const half*)in)
                          : as_float((uint)((global const ushort*)in)[SOURCE_AT] << 16);
  if (half_) {
    vstore_half_rte(x, outAt + p * n + column, (global half*)out);
  } else {
    out[outAt + p * n + column] = bf16_of(x);
  }
}

kernel void round_bf16(
    global const float* in, ulong inAt, long inStride, global ushort* out, ulong outAt, long outStride, int rows,
    int columns) {
  size_t column = get_global_id(0);
  size_t row = get_global_id(1);
  if (column < columns && row < rows) {
    out[outAt + row * outStride + column] = bf16_of(in[inAt + row * inStride + column]);
  }
}

// Four elements of k in a word; after the words, the sum of each column.
kernel void pack_bytes(
    global const uchar* in, ulong inAt, long rowStride, long columnStride, global uint* out, ulong outAt, int k,
    int n, int isSigned) {
  size_t column = get_global_id(0);
  if (column >= n) {
    return;
  }
  in += inAt;
  out += outAt;
  uint sum = 0;
  for (int first = 0; first < k; first += 4) {
    uint word = 0;
    for (int p = first; p < min(first + 4, k); p++) {
      uchar code = in[SOURCE_AT];
      word |= (uint)code << 8 * (p - first);
      sum += isSigned ? (uint)(int)as_char(code) : (uint)code;
    }
    out[(size_t)(first / 4) * n + column] = word;
  }
  out[(size_t)((k + 3) / 4) * n + column] = sum;
}

// Eight elements of k in a word: byte j has elements j and 4 + j. Then a scale for each group and column, as f32,
// then a zero point for each, as i8. A work-item: a column's group.
kernel void pack_int4(
    global const uchar* values, ulong valuesAt, global const uchar* scales, ulong scalesAt,
    global const uchar* zeros, ulong zerosAt, global uint* out, ulong outAt, int k, int n, int group, int isSigned,
    int halfScales) {
  size_t column = get_global_id(0);
  int g = get_global_id(1);
  int groups = (k + group - 1) / group;
  if (column >= n || g >= groups) {
    return;
  }
  out += outAt;
  size_t index = column * groups + g;
  global const uchar* codes = values + valuesAt + index * (group / 2);
  size_t words = (size_t)((k + 7) / 8) * n;
  for (int first = 0; first < group && g * group + first < k; first += 8) {
    uint word = 0;
    for (int i = 0; i < 8 && g * group + first + i < k; i++) {
      uint q = codes[(first + i) / 2] >> 4 * (i & 1) & 15;
      word |= (isSigned ? q ^ 8 : q) << (8 * (i & 3) + (i & 4));
    }
    out[(size_t)(g * group + first) / 8 * n + column] = word;
  }
  size_t at = (size_t)g * n + column;
  float scale = halfScales ? vload_half(index, (global const half*)(scales + scalesAt))
                           : ((global const float*)(scales + scalesAt))[index];
  ((global float*)out)[words + at] = scale;
  int zero = zeros ? zeros[zerosAt + column * ((groups + 1) / 2) + g / 2] >> 4 * (g & 1) & 15 : 8;
  ((global char*)out)[4 * (words + (size_t)groups * n) + at] = (char)zero;
}
