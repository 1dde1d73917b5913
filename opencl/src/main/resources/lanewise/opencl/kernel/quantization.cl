// Between f32 and narrow types, to the bit as ONNX has it.

// Java's clamp: NaN stays.
static float clamped(float x, float least, float greatest) {
  return x < least ? least : x > greatest ? greatest : x;
}

// Rounded half to even; NaN gives 0.
static int steps_of(float x) {
  return isnan(x) ? 0 : (int)rint(x);
}

static float least_float(float a, float b) {
  return b < a ? b : a;
}

static float greatest_float(float a, float b) {
  return b > a ? b : a;
}

// A float at any byte.
static void put_float(__global uchar *out, float value) {
  uint bits = as_uint(value);
  out[0] = (uchar)bits;
  out[1] = (uchar)(bits >> 8);
  out[2] = (uchar)(bits >> 16);
  out[3] = (uchar)(bits >> 24);
}

static float get_float(__global const uchar *in) {
  return as_float(in[0] | in[1] << 8 | in[2] << 16 | (uint)in[3] << 24);
}

// The range of each share of a group, zero included, kept where the group's result will be:
// 8 bytes a share. A work-group takes a share, a row of them a group.
__kernel void range_of_shares(__global const uchar *in, ulong in_at, __global uchar *out,
                              ulong out_at, ulong length, int shares) {
  __local float low_part[LANES];
  __local float high_part[LANES];
  ulong group = get_group_id(0) / shares;
  ulong share = get_group_id(0) % shares;
  __global const float *x = AT(const float, in) + group * length;
  EACH_LANE(lane) {
    float low = 0.0f;
    float high = 0.0f;
    for (ulong i = share * LANES + lane; i < length; i += (ulong)LANES * shares) {
      low = least_float(low, x[i]);
      high = greatest_float(high, x[i]);
    }
    low_part[lane] = low;
    high_part[lane] = high;
  }
  JOIN_LANES(float, low_part, least_float(a, b), low)
  JOIN_LANES(float, high_part, greatest_float(a, b), high)
  if (get_local_id(0) == 0) {
    put_float(out + out_at + group * length + 8 * share, low);
    put_float(out + out_at + group * length + 8 * share + 4, high);
  }
}

// Scale and zero point of each group: from its elements, or, where there are shares, from what
// range_of_shares left.
__kernel void range_of_groups(__global const uchar *in, ulong in_at, __global uchar *out,
                              ulong out_at, ulong length, int shares, __global uchar *scales,
                              ulong scales_at, __global uchar *zero_points,
                              ulong zero_points_at) {
  __local float low_part[LANES];
  __local float high_part[LANES];
  ulong group = get_group_id(0);
  __global const float *x = AT(const float, in) + group * length;
  __global const uchar *from = out + out_at + group * length;
  EACH_LANE(lane) {
    float low = 0.0f;
    float high = 0.0f;
    if (shares > 0) {
      for (int i = lane; i < shares; i += LANES) {
        low = least_float(low, get_float(from + 8 * i));
        high = greatest_float(high, get_float(from + 8 * i + 4));
      }
    } else {
      for (ulong i = lane; i < length; i += LANES) {
        low = least_float(low, x[i]);
        high = greatest_float(high, x[i]);
      }
    }
    low_part[lane] = low;
    high_part[lane] = high;
  }
  JOIN_LANES(float, low_part, least_float(a, b), low)
  JOIN_LANES(float, high_part, greatest_float(a, b), high)
  if (get_local_id(0) == 0) {
    float scale = high == low ? 1.0f : (high - low) / 255.0f;
    AT(float, scales)[group] = scale;
    AT(uchar, zero_points)[group] = (uchar)steps_of(clamped(0.0f - low / scale, 0.0f, 255.0f));
  }
}

__kernel void quantize_groups(__global const uchar *in, ulong in_at, __global uchar *out,
                              ulong out_at, ulong length, ulong count,
                              __global const uchar *scales, ulong scales_at,
                              __global const uchar *zero_points, ulong zero_points_at) {
  ulong i = get_global_id(0);
  if (i < count) {
    ulong group = i / length;
    int zero_point = AT(const uchar, zero_points)[group];
    float steps = AT(const float, in)[i] / AT(const float, scales)[group];
    float within = clamped(steps, -(float)zero_point, 255.0f - zero_point);
    AT(uchar, out)[i] = (uchar)(steps_of(within) + zero_point);
  }
}

#define CHANNELS                                                                              \
  __global const uchar *in, ulong in_at, __global uchar *out, ulong out_at, ulong count,      \
      ulong channels, ulong inner, __global const uchar *scales, ulong scales_at,             \
      __global const uchar *zero_points, ulong zero_points_at, int has_zero_points

// QuantizeLinear to the elements of one byte, or to one element of 16 bits.
__kernel void quantize_linear(int to, CHANNELS) {
  int each = elements_per_byte(to);
  bool to_float = is_float_type(to);
  ulong item = get_global_id(0);
  ulong first = item * each;
  if (first >= count) {
    return;
  }
  int packed = 0;
  for (int k = 0; k < each && first + k < count; k++) {
    ulong i = first + k;
    ulong channel = i / inner % channels;
    float steps = AT(const float, in)[i] / AT(const float, scales)[channel];
    int code;
    if (to_float) {
      // the zero point is added, so that a negative zero becomes a positive one
      code = small_code(to, steps + 0.0f, true);
    } else {
      int zero_point =
          has_zero_points ? (int)load_integer(to, zero_points + zero_points_at, channel) : 0;
      float least = (float)((int)least_of(to) - zero_point);
      float greatest = (float)((int)greatest_of(to) - zero_point);
      code = steps_of(clamped(steps, least, greatest)) + zero_point;
    }
    if (each > 1) {
      packed |= (code & (each == 2 ? 15 : 3)) << (8 / each) * k;
    } else {
      store_integer(bits_of(to) == 16 ? TYPE_UINT16 : TYPE_UINT8, out + out_at, i, code);
    }
  }
  if (each > 1) {
    AT(uchar, out)[item] = (uchar)packed;
  }
}

// DequantizeLinear.
__kernel void dequantize_linear(int from, CHANNELS) {
  ulong i = get_global_id(0);
  if (i >= count) {
    return;
  }
  ulong channel = i / inner % channels;
  float scale = AT(const float, scales)[channel];
  float value;
  if (is_float_type(from)) {
    value = (float)load_real(from, in + in_at, i);
  } else {
    long zero_point = has_zero_points ? load_integer(from, zero_points + zero_points_at, channel) : 0;
    value = (float)(load_integer(from, in + in_at, i) - zero_point);
  }
  AT(float, out)[i] = value * scale;
}

#define QUARTER 4

// Rows of f32 as bytes with a scale for each block of 32, 128 or 256, and the sums of 16 bytes.
// A work-item takes 4 adjacent elements, a work-group of 64 items 256 of a row.
__kernel void quantize_rows(__global const uchar *in, ulong in_at, long in_stride,
                            __global uchar *out, ulong out_at, int columns, int block,
                            long row_bytes, long scales_in_row, long sums_in_row) {
  __local float magnitudes[64];
  __local int sums[64];
  int item = get_local_id(0);
  ulong row = get_group_id(1);
  int first = (int)get_global_id(0) * QUARTER;
  bool inside = first < columns;
  float4 x = inside ? vload4(0, AT(const float, in) + row * in_stride + first) : (float4)(0.0f);
  float4 size = fabs(x);
  float greatest = fmax(fmax(size.x, size.y), fmax(size.z, size.w));
  // the greatest forgets a NaN, so one is kept as infinity, which spoils a block as well
  magnitudes[item] = any(isnan(x)) ? INFINITY : greatest;
  int width = block / QUARTER;
  int within = item % width;
  for (int step = 32; step > 0; step >>= 1) {
    barrier(CLK_LOCAL_MEM_FENCE);
    if (step < width && within < step) {
      magnitudes[item] = fmax(magnitudes[item], magnitudes[item + step]);
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  greatest = magnitudes[item - within];
  bool finite = greatest <= FLT_MAX;
  bool nothing = !finite || greatest < 0x1p-100f;
  float inverse = nothing ? 0.0f : 127.0f / greatest;
  int4 q = nothing ? (int4)(0) : convert_int4(rint(x * inverse));
  sums[item] = q.x + q.y + q.z + q.w;
  barrier(CLK_LOCAL_MEM_FENCE);
  if (inside) {
    __global uchar *to = out + out_at + row * row_bytes;
    vstore4(convert_char4(q), 0, (__global char *)to + first);
    if (within == 0) {
      float scale = !finite ? NAN : nothing ? 0.0f : greatest / 127.0f;
      ((__global float *)(to + scales_in_row))[first / block] = scale;
    }
    if ((item & 3) == 0) {
      int sum = sums[item] + sums[item + 1] + sums[item + 2] + sums[item + 3];
      ((__global short *)(to + sums_in_row))[first / 16] = (short)sum;
    }
  }
}
