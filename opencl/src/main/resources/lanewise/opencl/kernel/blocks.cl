// The exact f32 values of weights in GGUF's block formats: `block_value` gives element e of the
// block at p, which may start at any byte. Formats of grouped integers mean
// (scale · group scale) · q + minimum scale · group minimum, rounded after each step.

static float half_at(__global const uchar *p) {
  return half_to_float((ushort)(p[0] | p[1] << 8));
}

static int word16(__global const uchar *p) {
  return p[0] | p[1] << 8;
}

static uint word32(__global const uchar *p) {
  return p[0] | p[1] << 8 | p[2] << 16 | (uint)p[3] << 24;
}

// Of 32 codes of 4 bits, element i lies in the low half of byte i, element i + 16 in the high one.
static int nibble_of(__global const uchar *codes, int i) {
  return codes[i & 15] >> (i >> 4) * 4 & 15;
}

__constant char IQ4_LEVELS[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                  1,    13,   25,  38,  53,  69,  89,  113};
__constant char MXFP4_LEVELS[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

static float q5_value(__global const uchar *p, int header, int e, float scale, int first) {
  uint fifths = word32(p + header);
  int q = nibble_of(p + header + 4, e) | (int)(fifths >> e & 1) << 4;
  return scale * (first + q);
}

static float q2_k_value(__global const uchar *p, int e) {
  int group = p[e >> 4];
  int q = p[16 + (e >> 7) * 32 + (e & 31)] >> (e >> 5 & 3) * 2 & 3;
  float scale = half_at(p + 80) * (group & 15);
  return scale * q + -half_at(p + 82) * (group >> 4);
}

static float q3_k_value(__global const uchar *p, int e) {
  int group = e >> 4;
  int low = p[96 + (group & 7)] >> (group >> 3) * 4 & 15;
  int high = p[104 + (group & 3)] >> (group >> 2) * 2 & 3;
  int q = (p[32 + (e >> 7) * 32 + (e & 31)] >> (e >> 5 & 3) * 2 & 3) |
          (p[e & 31] >> (e >> 5) & 1) << 2;
  return half_at(p + 108) * ((low | high << 4) - 32) * (q - 4);
}

// Q4_K and Q5_K: the fifth bits lie between scales and codes.
static float q4_k_value(__global const uchar *p, int e, int has_fifths) {
  int group = e >> 5;
  __global const uchar *scales = p + 4;
  int scale = group < 4 ? scales[group] & 63
                        : (scales[group + 4] & 15) | scales[group - 4] >> 6 << 4;
  int least = group < 4 ? scales[group + 4] & 63
                        : scales[group + 4] >> 4 | scales[group] >> 6 << 4;
  int i = e & 31;
  int q = p[(has_fifths ? 48 : 16) + (e >> 6) * 32 + i] >> (group & 1) * 4 & 15;
  if (has_fifths) {
    q |= (p[16 + i] >> group & 1) << 4;
  }
  return half_at(p) * scale * q + -half_at(p + 2) * least;
}

static float q6_k_value(__global const uchar *p, int e) {
  int i = e & 127;
  int part = e >> 7;
  int low = p[part * 64 + (i & 63)] >> (i >> 6) * 4 & 15;
  int high = p[128 + part * 32 + (i & 31)] >> (i >> 5) * 2 & 3;
  int scale = (char)p[192 + (e >> 4)];
  return half_at(p + 208) * scale * ((low | high << 4) - 32);
}

static float iq4_xs_value(__global const uchar *p, int e) {
  int group = e >> 5;
  int low = p[4 + (group >> 1)] >> (group & 1) * 4 & 15;
  int high = word16(p + 2) >> 2 * group & 3;
  int q = IQ4_LEVELS[nibble_of(p + 8 + 16 * group, e & 31)];
  return half_at(p) * ((low | high << 4) - 32) * q;
}

// Code c of a byte that is a fraction of 256, written in base 3.
static int ternary(int fraction, int c) {
  for (int i = 0; i < c; i++) {
    fraction = 3 * fraction & 255;
  }
  return (3 * fraction >> 8) - 1;
}

static float tq1_0_value(__global const uchar *p, int e) {
  int q = e < 160   ? ternary(p[e & 31], e >> 5)
          : e < 240 ? ternary(p[32 + (e - 160 & 15)], (e - 160) >> 4)
                    : ternary(p[48 + (e & 3)], (e - 240) >> 2);
  return half_at(p + 52) * q;
}

static float tq2_0_value(__global const uchar *p, int e) {
  int q = (p[(e >> 7) * 32 + (e & 31)] >> (e >> 5 & 3) * 2 & 3) - 1;
  return half_at(p + 64) * q;
}

__constant char IQ2_LEVELS[3] = {8, 25, 43};
__constant char IQ3_XXS_LEVELS[8] = {4, 12, 20, 28, 36, 44, 52, 62};

// Coordinate i of a point of 8.
static int field2(int point, int i) {
  return CODEBOOKS[point] >> 2 * i & 3;
}

// Coordinate i of a point of 4.
static int field4(int point, int i) {
  return CODEBOOKS[point] >> 4 * i & 15;
}

// Sign i of eight of which seven are stored: the number of negative ones is even.
static int even_sign(uint seven, int i) {
  return i < 7 ? seven >> i & 1 : popcount(seven & 127) & 1;
}

static float with_sign(float value, int sign) {
  return sign ? -value : value;
}

static float iq2_xxs_value(__global const uchar *p, int e) {
  __global const uchar *group = p + 2 + (e >> 5) * 8;
  uint word = word32(group + 4);
  int code = e >> 3 & 3;
  float scale = half_at(p) * (0.5f + (word >> 28)) * 0.25f;
  float value = scale * IQ2_LEVELS[field2(group[code], e & 7)];
  return with_sign(value, even_sign(word >> 7 * code, e & 7));
}

static float iq2_xs_value(__global const uchar *p, int e) {
  int i = e >> 3;
  int code = word16(p + 2 + 2 * i);
  int bits = p[66 + (i >> 2)] >> (i >> 1 & 1) * 4 & 15;
  float scale = half_at(p) * (0.5f + bits) * 0.25f;
  float value = scale * IQ2_LEVELS[field2(256 + (code & 511), e & 7)];
  return with_sign(value, even_sign(code >> 9, e & 7));
}

static float iq2_s_value(__global const uchar *p, int e) {
  int i = e >> 3;
  int code = p[2 + i] | (p[66 + (i >> 2)] >> (i & 3) * 2 & 3) << 8;
  int bits = p[74 + (i >> 2)] >> (i >> 1 & 1) * 4 & 15;
  float scale = half_at(p) * (0.5f + bits) * 0.25f;
  float value = scale * IQ2_LEVELS[field2(768 + code, e & 7)];
  return with_sign(value, p[34 + i] >> (e & 7) & 1);
}

static float iq3_xxs_value(__global const uchar *p, int e) {
  int i = e >> 2;
  uint word = word32(p + 66 + (i >> 3) * 4);
  float scale = half_at(p) * (0.5f + (word >> 28)) * 0.5f;
  float value = scale * IQ3_XXS_LEVELS[field4(1792 + p[2 + i], e & 3)];
  return with_sign(value, even_sign(word >> (i >> 1 & 3) * 7, e & 7));
}

static float iq3_s_value(__global const uchar *p, int e) {
  int i = e >> 2;
  int code = p[2 + i] | (p[66 + (i >> 3)] >> (i & 7) & 1) << 8;
  int bits = p[106 + (i >> 4)] >> (i >> 3 & 1) * 4 & 15;
  float scale = half_at(p) * (1 + 2 * bits);
  float value = scale * (2 * field4(2048 + code, e & 3) + 1);
  return with_sign(value, p[74 + (i >> 1)] >> (e & 7) & 1);
}

// IQ1: all coordinates are shifted by an eighth.
static float iq1_value(float scale, int code, int i, int down) {
  return scale * ((field2(2560 + code, i) - 1) + (down ? -0.125f : 0.125f));
}

static float iq1_s_value(__global const uchar *p, int e) {
  int i = e >> 3;
  int word = word16(p + 34 + (i >> 2) * 2);
  float scale = half_at(p) * (2 * (word >> 12 & 7) + 1);
  int code = p[2 + i] | (word >> (i & 3) * 3 & 7) << 8;
  return iq1_value(scale, code, e & 7, word & 0x8000);
}

static float iq1_m_value(__global const uchar *p, int e) {
  int half_bits = 0;
  for (int i = 0; i < 4; i++) {
    half_bits |= (word16(p + 48 + 2 * i) >> 12) << 4 * i;
  }
  int i = e >> 3;
  int word = word16(p + 48 + (i >> 3) * 2);
  float scale = half_to_float((ushort)half_bits) * (2 * (word >> (i >> 1 & 3) * 3 & 7) + 1);
  int high = p[32 + (i >> 1)] >> (i & 1) * 4;
  return iq1_value(scale, p[i] | (high & 7) << 8, e & 7, high & 8);
}

static float block_value(int type, __global const uchar *p, int e) {
  switch (type) {
    case TYPE_FLOAT32: return as_float(word32(p));
    case TYPE_FLOAT16: return half_at(p);
    case TYPE_BFLOAT16: return bfloat16_to_float((ushort)word16(p));
    case TYPE_Q4_0: return half_at(p) * (nibble_of(p + 2, e) - 8);
    case TYPE_Q4_1: return half_at(p) * nibble_of(p + 4, e) + half_at(p + 2);
    case TYPE_Q5_0: return q5_value(p, 2, e, half_at(p), -16);
    case TYPE_Q5_1: return q5_value(p, 4, e, half_at(p), 0) + half_at(p + 2);
    case TYPE_Q8_0: return half_at(p) * (char)p[2 + e];
    case TYPE_Q2_K: return q2_k_value(p, e);
    case TYPE_Q3_K: return q3_k_value(p, e);
    case TYPE_Q4_K: return q4_k_value(p, e, 0);
    case TYPE_Q5_K: return q4_k_value(p, e, 1);
    case TYPE_Q6_K: return q6_k_value(p, e);
    case TYPE_IQ4_NL: return half_at(p) * IQ4_LEVELS[nibble_of(p + 2, e)];
    case TYPE_IQ4_XS: return iq4_xs_value(p, e);
    case TYPE_MXFP4: {
      uint power = p[0] < 2 ? 0x200000u << p[0] : (uint)(p[0] - 1) << 23;
      return as_float(power) * MXFP4_LEVELS[nibble_of(p + 1, e)];
    }
    case TYPE_TQ1_0: return tq1_0_value(p, e);
    case TYPE_TQ2_0: return tq2_0_value(p, e);
    case TYPE_IQ1_S: return iq1_s_value(p, e);
    case TYPE_IQ1_M: return iq1_m_value(p, e);
    case TYPE_IQ2_XXS: return iq2_xxs_value(p, e);
    case TYPE_IQ2_XS: return iq2_xs_value(p, e);
    case TYPE_IQ2_S: return iq2_s_value(p, e);
    case TYPE_IQ3_XXS: return iq3_xxs_value(p, e);
    default: return iq3_s_value(p, e);
  }
}

// A work-item decodes one element.
__kernel void decode_blocks(int type, __global const uchar *in, ulong in_at, long row_bytes,
                            __global uchar *out, ulong out_at, long out_stride, int columns,
                            int block_elements, int block_bytes) {
  int column = get_global_id(0);
  ulong row = get_global_id(1);
  if (column < columns) {
    int block = column / block_elements;
    __global const uchar *p = in + in_at + row * row_bytes + (long)block * block_bytes;
    AT(float, out)[row * out_stride + column] =
        block_value(type, p, column - block * block_elements);
  }
}

// Rows of f32 to f16 or bf16, or as they are, at any byte.
__kernel void encode_plain(int type, __global const uchar *in, ulong in_at, long in_stride,
                           __global uchar *out, ulong out_at, long row_bytes, int columns) {
  int column = get_global_id(0);
  ulong row = get_global_id(1);
  if (column >= columns) {
    return;
  }
  float value = AT(const float, in)[row * in_stride + column];
  __global uchar *to = out + out_at + row * row_bytes;
  if (type == TYPE_FLOAT32) {
    uint bits = as_uint(value);
    to += 4L * column;
    to[0] = (uchar)bits;
    to[1] = (uchar)(bits >> 8);
    to[2] = (uchar)(bits >> 16);
    to[3] = (uchar)(bits >> 24);
    return;
  }
  ushort bits;
  if (type == TYPE_FLOAT16) {
    vstore_half_rte(value, 0, (half *)&bits);
  } else {
    bits = float_to_bfloat16(value);
  }
  to += 2L * column;
  to[0] = (uchar)bits;
  to[1] = (uchar)(bits >> 8);
}
