// NVIDIA's matrix units (compute capability 8.0 and later), through PTX: products of 16-bit elements summed in f32
// (m16n8k16). Fragments lie as the PTX ISA has them.
// A work-group of 8 warps has 128 × 128 outputs, a warp 64 × 32. Both sides go through registers into one of two
// local buffers while the units work on the other.
#define TILE 128
#define WARPS_N 4

// KIND_BF16: bf16, else f16; LHS_HALF: whether the left side is of that type already, else it is f32 and rounded.
#define DEPTH 32
#define A_STRIDE 40
#define B_STRIDE 136

#if LHS_HALF
#define LHS_T ushort
#else
#define LHS_T float
#endif

uint pair_of(float low, float high) {
  uint pair;
#if KIND_BF16
  __asm__("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
#else
  __asm__("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(pair) : "f"(high), "f"(low));
#endif
  return pair;
}

// Eight elements of a row of the left side, zeros past k; k is a multiple of 8.
uint4 eight_of(global const LHS_T* row, int p, int k) {
  if (p >= k) {
    return (uint4)0;
  }
#if LHS_HALF
  return *(global const uint4*)(row + p);
#else
  float4 low = *(global const float4*)(row + p);
  float4 high = *(global const float4*)(row + p + 4);
  return (uint4)(pair_of(low.x, low.y), pair_of(low.z, low.w), pair_of(high.x, high.y), pair_of(high.z, high.w));
#endif
}

uint local_address(local const ushort* at) {
  return (uint)(size_t)at;
}

kernel __attribute__((reqd_work_group_size(256, 1, 1)))
void product_mma(
    global const LHS_T* lhs, ulong lhsAt, long lhsStride, global const uchar* rhs, ulong rhsAt, int detail, int m,
    int k, int n, END_PARAMETERS) {
  local ushort lefts[2][TILE * A_STRIDE] __attribute__((aligned(16)));
  local ushort rights[2][DEPTH * B_STRIDE] __attribute__((aligned(16)));
  int item = get_local_id(0);
  int lane = item & 31;
  int warp = item >> 5;
  int warpRow = warp / WARPS_N * 64;
  int warpColumn = warp % WARPS_N * 32;
  int firstColumn = get_group_id(0) * TILE;
  int firstRow = get_group_id(1) * TILE;
  lhs += lhsAt;
  global const ushort* elements = (global const ushort*)(rhs + rhsAt);
  float acc[4][4][4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
#pragma unroll
    for (int j = 0; j < 4; j++) {
#pragma unroll
      for (int c = 0; c < 4; c++) {
        acc[i][j][c] = 0.0f;
      }
    }
  }
  uint4 left[2];
  uint4 right[2];
  int steps = (k + DEPTH - 1) / DEPTH;
  for (int step = -1; step < steps; step++) {
    int next = (step + 1) * DEPTH;
    if (step + 1 < steps) {
#pragma unroll
      for (int i = 0; i < 2; i++) {
        int row = min(firstRow + item / 4 + 64 * i, m - 1);
        left[i] = eight_of(lhs + (size_t)row * lhsStride, next + item % 4 * 8, k);
        int p = next + item / 16 + 16 * i;
        int column = firstColumn + item % 16 * 8;
        right[i] = p < k && column < n ? *(global const uint4*)(elements + (size_t)p * n + column) : (uint4)0;
      }
    }
    if (step >= 0) {
      local const ushort* a = lefts[step & 1];
      local const ushort* b = rights[step & 1];
#pragma unroll
      for (int depth = 0; depth < DEPTH; depth += 16) {
        uint fragments[4][4];
        uint pairs[2][4];
#pragma unroll
        for (int i = 0; i < 4; i++) {
          uint address = local_address(a + (warpRow + 16 * i + (lane & 15)) * A_STRIDE + depth + (lane >> 4) * 8);
          __asm__ volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
                       : "=r"(fragments[i][0]), "=r"(fragments[i][1]), "=r"(fragments[i][2]), "=r"(fragments[i][3])
                       : "r"(address)
                       : "memory");
        }
#pragma unroll
        for (int j = 0; j < 2; j++) {
          uint address = local_address(b + (depth + (lane & 15)) * B_STRIDE + warpColumn + 16 * j + (lane >> 4) * 8);
          __asm__ volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
                       : "=r"(pairs[j][0]), "=r"(pairs[j][1]), "=r"(pairs[j][2]), "=r"(pairs[j][3])
                       : "r"(address)
                       : "memory");
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
#pragma unroll
          for (int j = 0; j < 4; j++) {
            uint b0 = j & 1 ? pairs[j / 2][2] : pairs[j / 2][0];
            uint b1 = j & 1 ? pairs[j / 2][3] : pairs[j / 2][1];
#if KIND_BF16
            __asm__ volatile(
                "mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
                "{%0,%1,%2,%3};"
#else
            __asm__ volatile(
                "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
                "{%0,%1,%2,%3};"
#endif
                : "+f"(acc[i][j][0]), "+f"(acc[i][j][1]), "+f"(acc[i][j][2]), "+f"(acc[i][j][3])
                : "r"(fragments[i][0]), "r"(fragments[i][1]), "r"(fragments[i][2]), "r"(fragments[i][3]), "r"(b0),
                  "r"(b1));
          }
        }
      }
    }
    if (step + 1 < steps) {
      int buffer = (step + 1) & 1;
#pragma unroll
      for (int i = 0; i < 2; i++) {
        *(local uint4*)(lefts[buffer] + (item / 4 + 64 * i) * A_STRIDE + item % 4 * 8) = left[i];
        *(local uint4*)(rights[buffer] + (item / 16 + 16 * i) * B_STRIDE + item % 16 * 8) = right[i];
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
#pragma unroll
    for (int j = 0; j < 4; j++) {
      int row = firstRow + warpRow + 16 * i + lane / 4;
      int column = firstColumn + warpColumn + 8 * j + lane % 4 * 2;
      if (column < n && row < m) {
        END(row, column, acc[i][j][0], 0);
        END(row, column + 1, acc[i][j][1], 0);
      }
      if (column < n && row + 8 < m) {
        END(row + 8, column, acc[i][j][2], 0);
        END(row + 8, column + 1, acc[i][j][3], 0);
      }
    }
  }
}
