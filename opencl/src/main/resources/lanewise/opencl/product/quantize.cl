// Rows of activations to 8 bits, a scale for each block, and the sums of 16. A work-item: a block.
kernel void quantize_rows(
    global const float* in, ulong inAt, long inStride, global int* out, ulong outAt, long rowBytes, long scalesAt,
    long sumsAt, int block, int rows, int columns) {
  int b = get_global_id(0);
  size_t row = get_global_id(1);
  if (b >= columns / block || row >= rows) {
    return;
  }
  global const float* x = in + inAt + row * inStride + (size_t)b * block;
  global char* to = (global char*)(out + outAt) + row * rowBytes;
  float greatest = 0.0f;
  int finite = 1;
  for (int i = 0; i < block; i++) {
    float magnitude = fabs(x[i]);
    finite &= magnitude <= FLT_MAX;
    greatest = fmax(greatest, magnitude);
  }
  float scale = finite ? greatest / 127.0f : NAN;
  float inverse = 127.0f / greatest;
  if (!finite || greatest < 0x1p-100f) {
    scale = finite ? 0.0f : scale;
    inverse = 0.0f;
  }
  ((global float*)(to + scalesAt))[b] = scale;
  for (int group = 0; group < block; group += 16) {
    int sum = 0;
    for (int i = group; i < group + 16; i++) {
      int value = inverse == 0.0f ? 0 : (int)rint(x[i] * inverse);
      to[(size_t)b * block + i] = (char)value;
      sum += value;
    }
    ((global short*)(to + sumsAt))[((size_t)b * block + group) / 16] = (short)sum;
  }
}
