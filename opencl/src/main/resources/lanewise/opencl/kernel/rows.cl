// Rows of f32, a work-group each. Strides count elements.

#define ROWS                                                                                \
  __global const uchar *in, ulong in_at, long in_stride, __global uchar *out, ulong out_at, \
      long out_stride, int columns

__kernel void softmax(ROWS, int logarithm) {
  __local float part[LANES];
  __global const float *x = AT(const float, in) + get_group_id(0) * in_stride;
  __global float *y = AT(float, out) + get_group_id(0) * out_stride;
  EACH_LANE(lane) {
    float greatest = -INFINITY;
    for (int i = lane; i < columns; i += LANES) {
      greatest = x[i] > greatest ? x[i] : greatest;
    }
    part[lane] = greatest;
  }
  JOIN_LANES(float, part, a > b ? a : b, greatest)
  EACH_LANE(lane) {
    float sum = 0.0f;
    for (int i = lane; i < columns; i += LANES) {
      sum += exp_f32(x[i] - greatest);
    }
    part[lane] = sum;
  }
  JOIN_LANES(float, part, a + b, sum)
  if (logarithm) {
    float log_sum = log_f32(sum);
    for (int i = get_local_id(0); i < columns; i += (int)get_local_size(0)) {
      y[i] = x[i] - greatest - log_sum;
    }
  } else {
    float inverse = 1.0f / sum;
    for (int i = get_local_id(0); i < columns; i += (int)get_local_size(0)) {
      y[i] = exp_f32(x[i] - greatest) * inverse;
    }
  }
}

// The mean is taken twice: the second, of what the first left, makes up for its rounding.
__kernel void layer_norm(ROWS, __global const uchar *scale, ulong scale_at,
                         __global const uchar *bias, ulong bias_at, int has_bias, float epsilon) {
  __local float part[LANES];
  __local float squares_part[LANES];
  __global const float *x = AT(const float, in) + get_group_id(0) * in_stride;
  __global float *y = AT(float, out) + get_group_id(0) * out_stride;
  EACH_LANE(lane) {
    float sum = 0.0f;
    for (int i = lane; i < columns; i += LANES) {
      sum += x[i];
    }
    part[lane] = sum;
  }
  JOIN_LANES(float, part, a + b, sum)
  float mean = sum / columns;
  EACH_LANE(lane) {
    float rest = 0.0f;
    float squares = 0.0f;
    for (int i = lane; i < columns; i += LANES) {
      float difference = x[i] - mean;
      rest += difference;
      squares = fma(difference, difference, squares);
    }
    part[lane] = rest;
    squares_part[lane] = squares;
  }
  JOIN_LANES(float, part, a + b, rest)
  JOIN_LANES(float, squares_part, a + b, squares)
  float shift = rest / columns;
  float variance = fma(-shift, shift, squares / columns);
  variance = variance < 0.0f ? 0.0f : variance;
  float inverse = 1.0f / sqrt(variance + epsilon);
  for (int i = get_local_id(0); i < columns; i += (int)get_local_size(0)) {
    float normal = (x[i] - mean - shift) * inverse;
    float factor = AT(const float, scale)[i];
    y[i] = has_bias ? fma(normal, factor, AT(const float, bias)[i]) : normal * factor;
  }
}

__kernel void rms_norm(ROWS, __global const uchar *scale, ulong scale_at, float epsilon) {
  __local float part[LANES];
  __global const float *x = AT(const float, in) + get_group_id(0) * in_stride;
  __global float *y = AT(float, out) + get_group_id(0) * out_stride;
  EACH_LANE(lane) {
    float squares = 0.0f;
    for (int i = lane; i < columns; i += LANES) {
      squares = fma(x[i], x[i], squares);
    }
    part[lane] = squares;
  }
  JOIN_LANES(float, part, a + b, squares)
  float inverse = 1.0f / sqrt(squares / columns + epsilon);
  for (int i = get_local_id(0); i < columns; i += (int)get_local_size(0)) {
    y[i] = x[i] * inverse * AT(const float, scale)[i];
  }
}
