// Rotary position embedding: a work-item turns one pair, or copies one element behind those that
// are turned. Strides count elements.
__kernel void rotate_pairs(__global const uchar *in, ulong in_at, long in_row, long in_head,
                     __global const uchar *cosines, ulong cosines_at, __global const uchar *sines,
                     ulong sines_at, int length, __global const uchar *positions,
                     ulong positions_at, __global uchar *out, ulong out_at, long out_row,
                     long out_head, __global int *report, ulong report_at, int heads, int head_size,
                     int rotary_size, int adjacent, ulong count) {
  ulong i = get_global_id(0);
  if (i >= count) {
    return;
  }
  int pairs = rotary_size / 2;
  uint items = head_size - pairs;
  ulong slice = i / items;
  int item = (int)(i - slice * items);
  ulong row = slice / heads;
  ulong head = slice - row * heads;
  int position = AT(const int, positions)[row];
  if (position < 0 || position >= length) {
    report_outside(report + report_at, OUTSIDE_POSITION, position, row, length);
    return;
  }
  __global const float *from = AT(const float, in) + row * in_row + head * in_head;
  __global float *to = AT(float, out) + row * out_row + head * out_head;
  if (item >= pairs) {
    to[item + pairs] = from[item + pairs];
    return;
  }
  ulong angle = (ulong)position * pairs + item;
  float cosine = AT(const float, cosines)[angle];
  float sine = AT(const float, sines)[angle];
  int first = adjacent ? 2 * item : item;
  int second = adjacent ? 2 * item + 1 : item + pairs;
  float x = from[first];
  float y = from[second];
  to[first] = fma(x, cosine, -(y * sine));
  to[second] = fma(y, cosine, x * sine);
}
