// Three ways through a product; how elements are read, added up and finished is in the files before this one.
#ifndef UNROLLED_STEPS
#define UNROLLED_STEPS TILE_K
#endif
#ifdef ADD_UP
#define SIDE(sum, left) ADD_UP(sum, left)
#else
#define SIDE(sum, left) 0
#endif

#define PARAMETERS \
  global const LHS_T* lhs, ulong lhsAt, long lhsStride, global const uchar* rhs, ulong rhsAt, int detail, int m, \
      int k, int n

// A work-item: one column, ITEM_M rows. Neighbours read neighbouring columns.
kernel __attribute__((reqd_work_group_size(COLUMNS, 1, 1)))
void product_columns(PARAMETERS, END_PARAMETERS) {
  size_t column = get_global_id(0);
  if (column >= n) {
    return;
  }
  rhs += rhsAt;
  int first = get_global_id(1) * ITEM_M;
  global const LHS_T* rows[ITEM_M];
  ACC_T acc[ITEM_M];
  int side[ITEM_M];
#pragma unroll
  for (int i = 0; i < ITEM_M; i++) {
    rows[i] = lhs + lhsAt + (size_t)min(first + i, m - 1) * lhsStride;
    acc[i] = 0;
    side[i] = 0;
  }
  for (int step = 0; step < STEPS(k); step++) {
    R_T right = load_right(rhs, step, column, k, n, detail);
#pragma unroll
    for (int i = 0; i < ITEM_M; i++) {
      L_T left = load_left(rows[i], step, k, detail);
      acc[i] = step_of(acc[i], left, right);
      side[i] = SIDE(side[i], left);
    }
  }
#pragma unroll
  for (int i = 0; i < ITEM_M; i++) {
    if (first + i < m) {
      END(first + i, column, acc[i], side[i]);
    }
  }
}

#if LOCAL_TILES
#define GROUP_X (TILE_N / ITEM_N)
#define GROUP_Y (TILE_M / ITEM_M)
#define GROUP (GROUP_X * GROUP_Y)

// A work-group: TILE_M rows by TILE_N columns, both sides staged TILE_K steps at a time. A work-item's columns
// lie in fours that are a group's width of fours apart, so that neighbours read and write neighbouring fours.
kernel __attribute__((reqd_work_group_size(GROUP_X, GROUP_Y, 1)))
void product_tile(PARAMETERS, END_PARAMETERS) {
  local L_T lefts[TILE_K][TILE_M + 4];
  local R_T rights[TILE_K][TILE_N];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int item = y * GROUP_X + x;
  int firstColumn = get_group_id(0) * TILE_N;
  int firstRow = get_group_id(1) * TILE_M;
  lhs += lhsAt;
  rhs += rhsAt;
  ACC_T acc[ITEM_M][ITEM_N];
  int side[ITEM_M];
#pragma unroll
  for (int i = 0; i < ITEM_M; i++) {
    side[i] = 0;
#pragma unroll
    for (int j = 0; j < ITEM_N; j++) {
      acc[i][j] = 0;
    }
  }
  for (int start = 0; start < STEPS(k); start += TILE_K) {
    int steps = min(TILE_K, STEPS(k) - start);
    for (int e = item; e < TILE_M * TILE_K; e += GROUP) {
      int step = e % TILE_K;
      int row = min(firstRow + e / TILE_K, m - 1);
      if (step < steps) {
        lefts[step][e / TILE_K] = load_left(lhs + (size_t)row * lhsStride, start + step, k, detail);
      }
    }
    for (int e = item; e < TILE_N * TILE_K; e += GROUP) {
      int step = e / TILE_N;
      int column = min(firstColumn + e % TILE_N, n - 1);
      if (step < steps) {
        rights[step][e % TILE_N] = load_right(rhs, start + step, column, k, n, detail);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (steps == TILE_K) {
#pragma unroll UNROLLED_STEPS
      for (int step = 0; step < TILE_K; step++) {
        L_T left[ITEM_M];
        R_T right[ITEM_N];
#pragma unroll
        for (int i = 0; i < ITEM_M; i++) {
          left[i] = lefts[step][y * ITEM_M + i];
          side[i] = SIDE(side[i], left[i]);
        }
#pragma unroll
        for (int j = 0; j < ITEM_N; j++) {
          right[j] = rights[step][x * 4 + j / 4 * 4 * GROUP_X + j % 4];
        }
#pragma unroll
        for (int i = 0; i < ITEM_M; i++) {
#pragma unroll
          for (int j = 0; j < ITEM_N; j++) {
            acc[i][j] = step_of(acc[i][j], left[i], right[j]);
          }
        }
      }
    } else {
      for (int step = 0; step < steps; step++) {
#pragma unroll
        for (int i = 0; i < ITEM_M; i++) {
          L_T left = lefts[step][y * ITEM_M + i];
          side[i] = SIDE(side[i], left);
#pragma unroll
          for (int j = 0; j < ITEM_N; j++) {
            acc[i][j] = step_of(acc[i][j], left, rights[step][x * 4 + j / 4 * 4 * GROUP_X + j % 4]);
          }
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
#pragma unroll
  for (int i = 0; i < ITEM_M; i++) {
    int row = firstRow + y * ITEM_M + i;
#pragma unroll
    for (int j = 0; j < ITEM_N; j++) {
      int column = firstColumn + x * 4 + j / 4 * 4 * GROUP_X + j % 4;
      if (row < m && column < n) {
        END(row, column, acc[i][j], side[i]);
      }
    }
  }
}

// Few rows: a work-group of 32 columns and up to 8 rows. All its items read the right side ahead, many steps at
// once, since a chain alone would wait for each of its elements.
#define AHEAD 64
kernel __attribute__((reqd_work_group_size(32, 8, 1)))
void product_staged(PARAMETERS, END_PARAMETERS) {
  local L_T lefts[8][AHEAD];
  local R_T rights[AHEAD][32];
  int x = get_local_id(0);
  int y = get_local_id(1);
  int column = get_group_id(0) * 32 + x;
  int row = get_group_id(1) * 8 + y;
  lhs += lhsAt;
  rhs += rhsAt;
  ACC_T acc = 0;
  int side = 0;
  for (int start = 0; start < STEPS(k); start += AHEAD) {
    int steps = min(AHEAD, STEPS(k) - start);
#pragma unroll
    for (int i = 0; i < AHEAD / 8; i++) {
      int step = y + 8 * i;
      if (step < steps) {
        rights[step][x] = load_right(rhs, start + step, min(column, n - 1), k, n, detail);
      }
    }
    if (row < m) {
      for (int step = x; step < steps; step += 32) {
        lefts[y][step] = load_left(lhs + (size_t)row * lhsStride, start + step, k, detail);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (row < m) {
      for (int step = 0; step < steps; step++) {
        acc = step_of(acc, lefts[y][step], rights[step][x]);
        side = SIDE(side, lefts[y][step]);
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
  }
  if (row < m && column < n) {
    END(row, column, acc, side);
  }
}
#endif
