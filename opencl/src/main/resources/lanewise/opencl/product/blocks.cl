// Weights in ggml's blocks, read where they lie. FORMAT: 0 f32, 1 f16, 2 bf16, 10 Q8_0, 11 Q4_0, 12 Q4_K, 13 Q6_K.
// WORDS: whether all blocks start at even bytes.
uint bits16(global const uchar* at) {
#if WORDS
  return *(global const ushort*)at;
#else
  return at[0] | (uint)at[1] << 8;
#endif
}

uint bits32(global const uchar* at) {
  return bits16(at) | bits16(at + 2) << 16;
}

float half_at(global const uchar* at) {
  ushort bits = (ushort)bits16(at);
  return vload_half(0, (private const half*)&bits);
}

#if FORMAT == 10
#define ELEMENTS 32
#define BYTES 34
#define SCALE_AT 0
#elif FORMAT == 11
#define ELEMENTS 32
#define BYTES 18
#define SCALE_AT 0
#elif FORMAT == 12
#define ELEMENTS 256
#define BYTES 144
#define SCALE_AT 0
#define GROUP_ELEMENTS 32
#elif FORMAT == 13
#define ELEMENTS 256
#define BYTES 210
#define SCALE_AT 208
#define GROUP_ELEMENTS 16
#endif

#if FORMAT >= 10
// Four adjacent codes of a block as signed bytes; i is a multiple of 4.
char4 codes(global const uchar* block, int i) {
#if FORMAT == 10
  return as_char4(bits32(block + 2 + i));
#elif FORMAT == 11
  return as_char4(bits32(block + 2 + (i & 15)) >> (i & 16) / 4 & 0x0F0F0F0Fu) - (char4)8;
#elif FORMAT == 12
  return as_char4(bits32(block + 16 + i / 64 * 32 + (i & 31)) >> (i & 32) / 8 & 0x0F0F0F0Fu);
#else
  int inHalf = i & 127;
  uint low = bits32(block + i / 128 * 64 + (inHalf & 63)) >> (inHalf & 64) / 16 & 0x0F0F0F0Fu;
  uint high = bits32(block + 128 + i / 128 * 32 + (i & 31)) >> 2 * (inHalf / 32) & 0x03030303u;
  return as_char4(low | high << 4) - (char4)32;
#endif
}

int group_scale(global const uchar* block, int group) {
#if FORMAT == 12
  global const uchar* scales = block + 4;
  return group < 4 ? scales[group] & 63 : (scales[group + 4] & 15) | scales[group - 4] >> 6 << 4;
#elif FORMAT == 13
  return as_char(block[192 + group]);
#else
  return 1;
#endif
}

int group_min(global const uchar* block, int group) {
  global const uchar* scales = block + 4;
  return group < 4 ? scales[group + 4] & 63 : scales[group + 4] >> 4 | scales[group] >> 6 << 4;
}
#endif

// The exact values of elements p to p + 3 of a row.
float4 values(global const uchar* row, int p) {
#if FORMAT == 0
  return as_float4((uint4)(bits32(row + 4 * (size_t)p), bits32(row + 4 * (size_t)p + 4),
                           bits32(row + 4 * (size_t)p + 8), bits32(row + 4 * (size_t)p + 12)));
#elif FORMAT == 1
  return (float4)(half_at(row + 2 * (size_t)p), half_at(row + 2 * (size_t)p + 2), half_at(row + 2 * (size_t)p + 4),
                  half_at(row + 2 * (size_t)p + 6));
#elif FORMAT == 2
  return as_float4((uint4)(bits16(row + 2 * (size_t)p), bits16(row + 2 * (size_t)p + 2),
                           bits16(row + 2 * (size_t)p + 4), bits16(row + 2 * (size_t)p + 6))
                   << 16);
#else
  global const uchar* block = row + (size_t)(p / ELEMENTS) * BYTES;
  int i = p % ELEMENTS;
  float scale = half_at(block + SCALE_AT);
#ifdef GROUP_ELEMENTS
  scale *= (float)group_scale(block, i / GROUP_ELEMENTS);
#endif
  float4 products = convert_float4(codes(block, i)) * scale;
#if FORMAT == 12
  float least = -half_at(block + 2) * (float)group_min(block, i / GROUP_ELEMENTS);
  return products + least;
#else
  return products;
#endif
#endif
}

#define QUADS (4 / LANES)

// An output is 16 chains: LANES work-items have 16 / LANES of them each, for ROWS rows of activations.
kernel __attribute__((reqd_work_group_size(LANES, GROUP_N, 1)))
void blocks_f32(
    global const uchar* weights, ulong weightsAt, long rowBytes, global const float* lhs, ulong lhsAt,
    long lhsStride, int m, int k, int n, END_PARAMETERS) {
  int lane = get_local_id(0);
  int y = get_local_id(1);
  size_t column = get_global_id(1);
  int first = get_global_id(2) * ROWS;
  float4 acc[ROWS][QUADS];
  global const float* rows[ROWS];
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
    rows[i] = lhs + lhsAt + (size_t)min(first + i, m - 1) * lhsStride;
#pragma unroll
    for (int quad = 0; quad < QUADS; quad++) {
      acc[i][quad] = (float4)0.0f;
    }
  }
  global const uchar* row = weights + weightsAt + min(column, (size_t)(n - 1)) * rowBytes;
  int whole = k / 16 * 16;
  for (int start = 0; start < whole; start += 16) {
#pragma unroll
    for (int quad = 0; quad < QUADS; quad++) {
      int p = start + 4 * (lane * QUADS + quad);
      float4 right = values(row, p);
#pragma unroll
      for (int i = 0; i < ROWS; i++) {
        acc[i][quad] = fma(vload4(0, rows[i] + p), right, acc[i][quad]);
      }
    }
  }
#if FORMAT < 10
  // Only plain types have rows that are no multiple of 16.
  for (int quad = 0; quad < QUADS; quad++) {
    for (int c = 0; c < 4; c++) {
      int p = whole + 4 * (lane * QUADS + quad) + c;
      if (p < k) {
#if FORMAT == 0
        float right = as_float(bits32(row + 4 * (size_t)p));
#elif FORMAT == 1
        float right = half_at(row + 2 * (size_t)p);
#else
        float right = as_float(bits16(row + 2 * (size_t)p) << 16);
#endif
        for (int i = 0; i < ROWS; i++) {
          float* chain = (float*)&acc[i][quad] + c;
          *chain = fma(rows[i][p], right, *chain);
        }
      }
    }
  }
#endif
#if LANES == 1
  for (int i = 0; i < ROWS && first + i < m && column < n; i++) {
    float4 eight0 = acc[i][0] + acc[i][2];
    float4 eight1 = acc[i][1] + acc[i][3];
    float4 four = eight0 + eight1;
    float2 two = four.xy + four.zw;
    END(first + i, column, two.x + two.y, 0);
  }
#else
  local float4 shared[GROUP_N][ROWS][4];
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
    shared[y][i][lane] = acc[i][0];
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int i = lane; i < ROWS && first + i < m && column < n; i += LANES) {
    float4 eight0 = shared[y][i][0] + shared[y][i][2];
    float4 eight1 = shared[y][i][1] + shared[y][i][3];
    float4 four = eight0 + eight1;
    float2 two = four.xy + four.zw;
    END(first + i, column, two.x + two.y, 0);
  }
#endif
}

#if FORMAT >= 10
// The exact sums of one block.
int block_sum(global const uchar* block, global const uchar* x) {
#ifdef GROUP_ELEMENTS
  int sum = 0;
  for (int group = 0; group < ELEMENTS / GROUP_ELEMENTS; group++) {
    int part = 0;
#pragma unroll
    for (int i = group * GROUP_ELEMENTS; i < (group + 1) * GROUP_ELEMENTS; i += 4) {
      part = dot_ss(as_uint(codes(block, i)), *(global const uint*)(x + i), part);
    }
    sum += group_scale(block, group) * part;
  }
  return sum;
#else
  int sum = 0;
#pragma unroll
  for (int i = 0; i < ELEMENTS; i += 4) {
    sum = dot_ss(as_uint(codes(block, i)), *(global const uint*)(x + i), sum);
  }
  return sum;
#endif
}

int min_sum(global const uchar* block, global const short* sums) {
  int sum = 0;
  for (int group = 0; group < 8; group++) {
    sum += group_min(block, group) * (sums[2 * group] + sums[2 * group + 1]);
  }
  return sum;
}

// An output is one chain over blocks. BLOCK_LANES work-items take the blocks of BLOCK_LANES in turn; then one of
// them makes the chain's links, in order.
kernel __attribute__((reqd_work_group_size(BLOCK_LANES, BLOCK_GROUP, 1)))
void blocks_rows(
    global const uchar* weights, ulong weightsAt, long rowBytes, global const int* lhs, ulong lhsAt,
    long lhsRowBytes, long scalesAt, long sumsAt, int m, int k, int n, END_PARAMETERS) {
  int lane = get_local_id(0);
  int y = get_local_id(1);
  size_t column = get_global_id(1);
  size_t row = get_global_id(2);
  global const uchar* left = (global const uchar*)(lhs + lhsAt) + row * lhsRowBytes;
  global const float* scales = (global const float*)(left + scalesAt);
  global const short* sums = (global const short*)(left + sumsAt);
  global const uchar* right = weights + weightsAt + min(column, (size_t)(n - 1)) * rowBytes;
  float acc = 0.0f;
#if BLOCK_LANES > 1
  local float4 links[BLOCK_GROUP][BLOCK_LANES];
#endif
  for (int start = 0; start < k / ELEMENTS; start += BLOCK_LANES) {
    int b = start + lane;
    float4 link = (float4)0.0f;
    if (b < k / ELEMENTS) {
      global const uchar* block = right + (size_t)b * BYTES;
      float scale = scales[b];
      link.x = (float)block_sum(block, left + (size_t)b * ELEMENTS);
      link.y = half_at(block + SCALE_AT) * scale;
#if FORMAT == 12
      link.z = (float)min_sum(block, sums + (size_t)b * 16);
      link.w = -half_at(block + 2) * scale;
#endif
    }
#if BLOCK_LANES > 1
    links[y][lane] = link;
    barrier(CLK_LOCAL_MEM_FENCE);
    if (lane == 0) {
      for (int i = 0; i < min(BLOCK_LANES, k / ELEMENTS - start); i++) {
        acc = fma(links[y][i].x, links[y][i].y, acc);
#if FORMAT == 12
        acc = fma(links[y][i].z, links[y][i].w, acc);
#endif
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
#else
    acc = fma(link.x, link.y, acc);
#if FORMAT == 12
    acc = fma(link.z, link.w, acc);
#endif
#endif
  }
  if (lane == 0 && column < n) {
    END(row, column, acc, 0);
  }
}
#endif
