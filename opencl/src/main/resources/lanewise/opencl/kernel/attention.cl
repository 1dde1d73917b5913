// Attention with f32 queries. Of a row's keys, those from a multiple of TILE_KEYS to the next make a
// tile, which is computed in steps of STEP keys: the greatest score so far, the sum of the weights
// below it and the weighted values are kept, and rescaled where a step brings a greater score. The
// tiles' results are joined in ascending order. Each of these sums is one chain in ascending order,
// so a row has the same bits in both kernels below, in any company.

#define TILE_KEYS 512
#define STEP 32
#define CHUNK 32
#define GROUP_ITEMS 128

// Rows of one head each somewhere in a buffer; strides count elements.
#define HEADS(NAME)                                                                              \
  __global const uchar *NAME, ulong NAME##_at, long NAME##_per_batch, long NAME##_per_head, \
      long NAME##_per_row

// Where a head's rows start, in elements from the operand's start.
#define HEAD_START(NAME, BATCH, HEAD) ((BATCH) * NAME##_per_batch + (HEAD) * NAME##_per_head)

#define ATTENTION                                                                                \
  int heads, int key_heads, int queries, int keys, int head_size, int value_size, HEADS(query),  \
      int key_type, HEADS(key), HEADS(key_scale), int value_type, HEADS(value),                  \
      HEADS(value_scale), float scale, float soft_cap, int has_mask, HEADS(mask), int has_span,  \
      __global const uchar *positions, ulong positions_at, int before, int after,                \
      int has_sinks, __global const uchar *sinks, ulong sinks_at

// Element i of keys or values.
static float element_of(int type, __global const uchar *rows, long i, float scale) {
  switch (type) {
    case TYPE_FLOAT32: return ((__global const float *)rows)[i];
    case TYPE_FLOAT16: return vload_half(i, (__global const half *)rows);
    case TYPE_BFLOAT16: return bfloat16_to_float(((__global const ushort *)rows)[i]);
    default: return (float)((__global const char *)rows)[i] * scale;
  }
}

// The first key that a query at this place sees, and the one behind the last.
static int first_key(int has_span, long place, int before, int keys) {
  return has_span ? (int)clamp(place - before, 0L, (long)keys) : 0;
}

static int end_key(int has_span, long place, int after, int keys) {
  return has_span ? (int)clamp(place + after + 1, 0L, (long)keys) : keys;
}

static float capped(float score, float soft_cap) {
  return soft_cap > 0.0f ? soft_cap * tanh_f32(score / soft_cap) : score;
}

// e^(score - greatest), where minus infinity has no weight even if it is the greatest.
static float weight_of(float score, float greatest) {
  return score == -INFINITY ? 0.0f : exp_f32(score - greatest);
}

#define BLOCK_QUERIES 32
#define BLOCK_VALUES 64
#define ITEM_ROWS 4
#define ITEM_VALUES 4
#define ITEM_KEYS 2

// Many queries: a work-group takes 32 queries of a head and 64 columns of the values. Of its 128
// work-items 16 lie side by side; each has 4 queries, and of these 2 keys or 4 columns.
__kernel __attribute__((reqd_work_group_size(GROUP_ITEMS, 1, 1))) void attend_block(
    ATTENTION, __global uchar *out, ulong out_at, long out_per_batch, long out_per_head, long out_per_row) {
  __local float query_chunk[BLOCK_QUERIES][CHUNK + 1];
  __local float key_chunk[STEP][CHUNK + 1];
  __local float weights[BLOCK_QUERIES][STEP + 1];
  __local float value_step[STEP][BLOCK_VALUES];
  __local float greatest[BLOCK_QUERIES];
  __local float rescale[BLOCK_QUERIES];
  __local float joined[BLOCK_QUERIES];
  __local float join_old[BLOCK_QUERIES];
  __local float join_new[BLOCK_QUERIES];
  int item = get_local_id(0);
  int x = item & 15;
  int y = item >> 4;
  int value_blocks = (value_size + BLOCK_VALUES - 1) / BLOCK_VALUES;
  int first_query = get_group_id(0) * BLOCK_QUERIES;
  int head = get_group_id(1) / value_blocks;
  int first_value = ((int)get_group_id(1) - head * value_blocks) * BLOCK_VALUES;
  int batch = get_group_id(2);
  int key_head = head / (heads / key_heads);
  long place = has_span ? (long)AT(const int, positions)[batch] : 0;
  int last_query = min(first_query + BLOCK_QUERIES, queries) - 1;
  int begin = first_key(has_span, place + first_query, before, keys);
  int end = end_key(has_span, place + last_query, after, keys);
  __global const float *q = AT(const float, query) + HEAD_START(query, batch, head);
  long key_start = HEAD_START(key, batch, key_head);
  long value_start = HEAD_START(value, batch, key_head);
  __global const float *key_scales =
      AT(const float, key_scale) + HEAD_START(key_scale, batch, key_head);
  __global const float *value_scales =
      AT(const float, value_scale) + HEAD_START(value_scale, batch, key_head);
  __global const float *masks = AT(const float, mask) + HEAD_START(mask, batch, head);

  float sums[ITEM_ROWS];
  float results[ITEM_ROWS][ITEM_VALUES];
  float tile_sums[ITEM_ROWS];
  float tile_results[ITEM_ROWS][ITEM_VALUES];
  for (int r = 0; r < ITEM_ROWS; r++) {
    sums[r] = 0.0f;
    for (int c = 0; c < ITEM_VALUES; c++) {
      results[r][c] = 0.0f;
    }
  }
  if (item < BLOCK_QUERIES) {
    joined[item] = -INFINITY;
  }

  for (int tile = begin / TILE_KEYS * TILE_KEYS; tile < end; tile += TILE_KEYS) {
    int tile_end = min(tile + TILE_KEYS, end);
    for (int r = 0; r < ITEM_ROWS; r++) {
      tile_sums[r] = 0.0f;
      for (int c = 0; c < ITEM_VALUES; c++) {
        tile_results[r][c] = 0.0f;
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < BLOCK_QUERIES) {
      greatest[item] = -INFINITY;
    }
    for (int step = max(tile, begin / STEP * STEP); step < tile_end; step += STEP) {
      barrier(CLK_LOCAL_MEM_FENCE);
      float dots[ITEM_ROWS][ITEM_KEYS];
      for (int r = 0; r < ITEM_ROWS; r++) {
        for (int j = 0; j < ITEM_KEYS; j++) {
          dots[r][j] = 0.0f;
        }
      }
      for (int chunk = 0; chunk < head_size; chunk += CHUNK) {
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int i = item; i < BLOCK_QUERIES * CHUNK; i += GROUP_ITEMS) {
          int row = i / CHUNK;
          int c = chunk + i % CHUNK;
          bool there = c < head_size && first_query + row < queries;
          query_chunk[row][i % CHUNK] = there ? q[(first_query + row) * query_per_row + c] : 0.0f;
        }
        for (int i = item; i < STEP * CHUNK; i += GROUP_ITEMS) {
          int row = step + i / CHUNK;
          int c = chunk + i % CHUNK;
          bool there = c < head_size && row >= begin && row < end;
          float factor = key_type == TYPE_INT8 && there ? key_scales[row * key_scale_per_row] : 1.0f;
          key_chunk[i / CHUNK][i % CHUNK] =
              there ? element_of(key_type, key + key_at, key_start + row * key_per_row + c, factor)
                    : 0.0f;
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        for (int c = 0; c < CHUNK; c++) {
          float k0 = key_chunk[x][c];
          float k1 = key_chunk[x + 16][c];
          for (int r = 0; r < ITEM_ROWS; r++) {
            float value = query_chunk[y + 8 * r][c];
            dots[r][0] = fma(value, k0, dots[r][0]);
            dots[r][1] = fma(value, k1, dots[r][1]);
          }
        }
      }
      for (int r = 0; r < ITEM_ROWS; r++) {
        for (int j = 0; j < ITEM_KEYS; j++) {
          int row = first_query + y + 8 * r;
          int column = step + x + 16 * j;
          bool seen = row < queries && column >= first_key(has_span, place + row, before, keys) &&
                      column < end_key(has_span, place + row, after, keys);
          float score = -INFINITY;
          if (seen) {
            score = capped(dots[r][j] * scale, soft_cap);
            score = has_mask ? score + masks[row * mask_per_row + column] : score;
          }
          weights[y + 8 * r][x + 16 * j] = score;
        }
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      if (item < BLOCK_QUERIES) {
        float before_step = greatest[item];
        float now = before_step;
        for (int j = 0; j < STEP; j++) {
          now = weights[item][j] > now ? weights[item][j] : now;
        }
        greatest[item] = now;
        rescale[item] = weight_of(before_step, now);
      }
      for (int i = item; i < STEP * BLOCK_VALUES; i += GROUP_ITEMS) {
        int row = step + i / BLOCK_VALUES;
        int c = first_value + i % BLOCK_VALUES;
        // what no query sees may hold anything
        bool there = c < value_size && row >= begin && row < end;
        float factor =
            value_type == TYPE_INT8 && there ? value_scales[row * value_scale_per_row] : 1.0f;
        value_step[i / BLOCK_VALUES][i % BLOCK_VALUES] =
            there ? element_of(value_type, value + value_at, value_start + row * value_per_row + c,
                               factor)
                  : 0.0f;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int i = item; i < BLOCK_QUERIES * STEP; i += GROUP_ITEMS) {
        int row = i / STEP;
        weights[row][i % STEP] = weight_of(weights[row][i % STEP], greatest[row]);
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int r = 0; r < ITEM_ROWS; r++) {
        float factor = rescale[y + 8 * r];
        tile_sums[r] *= factor;
        for (int c = 0; c < ITEM_VALUES; c++) {
          tile_results[r][c] *= factor;
        }
      }
      for (int j = 0; j < STEP; j++) {
        float v[ITEM_VALUES];
        for (int c = 0; c < ITEM_VALUES; c++) {
          v[c] = value_step[j][x + 16 * c];
        }
        for (int r = 0; r < ITEM_ROWS; r++) {
          float weight = weights[y + 8 * r][j];
          tile_sums[r] += weight;
          for (int c = 0; c < ITEM_VALUES; c++) {
            tile_results[r][c] = fma(weight, v[c], tile_results[r][c]);
          }
        }
      }
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < BLOCK_QUERIES) {
      float now = greatest[item] > joined[item] ? greatest[item] : joined[item];
      join_old[item] = weight_of(joined[item], now);
      join_new[item] = weight_of(greatest[item], now);
      joined[item] = now;
    }
    barrier(CLK_LOCAL_MEM_FENCE);
    for (int r = 0; r < ITEM_ROWS; r++) {
      float old = join_old[y + 8 * r];
      float new = join_new[y + 8 * r];
      sums[r] = fma(tile_sums[r], new, sums[r] * old);
      for (int c = 0; c < ITEM_VALUES; c++) {
        results[r][c] = fma(tile_results[r][c], new, results[r][c] * old);
      }
    }
  }

  barrier(CLK_LOCAL_MEM_FENCE);
  float sink = has_sinks ? AT(const float, sinks)[head] : -INFINITY;
  __global float *to = AT(float, out) + HEAD_START(out, batch, head);
  for (int r = 0; r < ITEM_ROWS; r++) {
    int row = first_query + y + 8 * r;
    float others = joined[y + 8 * r];
    float now = sink > others ? sink : others;
    float factor = weight_of(others, now);
    float sum = fma(sums[r], factor, weight_of(sink, now));
    for (int c = 0; c < ITEM_VALUES; c++) {
      int column = first_value + x + 16 * c;
      if (row < queries && column < value_size) {
        to[row * out_per_row + column] = sum == 0.0f ? 0.0f : results[r][c] * factor / sum;
      }
    }
  }
}

// Few queries: a work-group takes one row and one tile. What it leaves of a tile in the scratch
// memory: the greatest score, the weights' sum, and the weighted values.
__kernel __attribute__((reqd_work_group_size(GROUP_ITEMS, 1, 1))) void attend_tile(
    ATTENTION, __global uchar *scratch, ulong scratch_at, int tiles) {
  __local float query_chunk[CHUNK];
  __local float key_chunk[GROUP_ITEMS][CHUNK + 1];
  __local float weights[TILE_KEYS];
  __local float greatest[TILE_KEYS / STEP];
  __local float rescale[TILE_KEYS / STEP];
  int item = get_local_id(0);
  int tile = get_group_id(0) * TILE_KEYS;
  int row = (int)get_group_id(1) % queries;
  int head = (int)get_group_id(1) / queries;
  int batch = get_group_id(2);
  int key_head = head / (heads / key_heads);
  long place = has_span ? (long)AT(const int, positions)[batch] + row : row;
  int begin = max(first_key(has_span, place, before, keys), tile);
  int end = min(end_key(has_span, place, after, keys), tile + TILE_KEYS);
  __global float *result = AT(float, scratch) +
                           (((long)batch * heads + head) * queries + row) * tiles * (value_size + 2) +
                           (long)get_group_id(0) * (value_size + 2);
  if (begin >= end) {
    if (item == 0) {
      result[0] = -INFINITY;
      result[1] = 0.0f;
    }
    return;
  }
  __global const float *q =
      AT(const float, query) + HEAD_START(query, batch, head) + row * query_per_row;
  long key_start = HEAD_START(key, batch, key_head);
  __global const float *key_scales =
      AT(const float, key_scale) + HEAD_START(key_scale, batch, key_head);
  __global const float *masks =
      AT(const float, mask) + HEAD_START(mask, batch, head) + row * mask_per_row;

  // only what lies between begin and end is looked at, in whole steps
  int first_step = (begin - tile) / STEP;
  int end_step = (end - tile + STEP - 1) / STEP;
  for (int first = first_step * STEP; first < end_step * STEP; first += GROUP_ITEMS) {
    float dot = 0.0f;
    for (int chunk = 0; chunk < head_size; chunk += CHUNK) {
      barrier(CLK_LOCAL_MEM_FENCE);
      if (item < CHUNK) {
        query_chunk[item] = chunk + item < head_size ? q[chunk + item] : 0.0f;
      }
      for (int i = item; i < GROUP_ITEMS * CHUNK; i += GROUP_ITEMS) {
        int column = tile + first + i / CHUNK;
        int c = chunk + i % CHUNK;
        bool there = c < head_size && column >= begin && column < end;
        float factor = key_type == TYPE_INT8 && there ? key_scales[column * key_scale_per_row] : 1.0f;
        key_chunk[i / CHUNK][i % CHUNK] =
            there ? element_of(key_type, key + key_at, key_start + column * key_per_row + c, factor)
                  : 0.0f;
      }
      barrier(CLK_LOCAL_MEM_FENCE);
      for (int c = 0; c < CHUNK; c++) {
        dot = fma(query_chunk[c], key_chunk[item][c], dot);
      }
    }
    int column = tile + first + item;
    if (first + item < end_step * STEP) {
      float score = -INFINITY;
      if (column >= begin && column < end) {
        score = capped(dot * scale, soft_cap);
        score = has_mask ? score + masks[column] : score;
      }
      weights[first + item] = score;
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (item >= first_step && item < end_step) {
    float now = -INFINITY;
    for (int j = item * STEP; j < (item + 1) * STEP; j++) {
      now = weights[j] > now ? weights[j] : now;
    }
    greatest[item] = now;
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  if (item == 0) {
    float before_step = -INFINITY;
    for (int step = first_step; step < end_step; step++) {
      float now = greatest[step] > before_step ? greatest[step] : before_step;
      greatest[step] = now;
      rescale[step] = weight_of(before_step, now);
      before_step = now;
    }
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  for (int j = first_step * STEP + item; j < end_step * STEP; j += GROUP_ITEMS) {
    weights[j] = weight_of(weights[j], greatest[j / STEP]);
  }
  barrier(CLK_LOCAL_MEM_FENCE);
  long value_start = HEAD_START(value, batch, key_head);
  __global const float *value_scales =
      AT(const float, value_scale) + HEAD_START(value_scale, batch, key_head);
  for (int c = item; c < max(value_size, 1); c += GROUP_ITEMS) {
    float sum = 0.0f;
    float total = 0.0f;
    for (int step = first_step; step < end_step; step++) {
      sum *= rescale[step];
      total *= rescale[step];
      int last = min((step + 1) * STEP, end - tile);
      for (int j = max(step * STEP, begin - tile); j < last; j++) {
        float factor = value_type == TYPE_INT8 ? value_scales[(tile + j) * value_scale_per_row] : 1.0f;
        float v = c < value_size ? element_of(value_type, value + value_at,
                                              value_start + (tile + j) * value_per_row + c, factor)
                                 : 0.0f;
        sum += weights[j];
        total = fma(weights[j], v, total);
      }
    }
    if (c < value_size) {
      result[2 + c] = total;
    }
    if (c == 0) {
      result[0] = greatest[end_step - 1];
      result[1] = sum;
    }
  }
}

// Joins a row's tiles; a work-item has one column.
__kernel void join_tiles(__global const uchar *scratch, ulong scratch_at, int tiles, int heads,
                         int queries, int value_size, int has_sinks, __global const uchar *sinks,
                         ulong sinks_at, __global uchar *out, ulong out_at, long out_per_batch,
                         long out_per_head, long out_per_row, ulong count) {
  ulong i = get_global_id(0);
  if (i >= count) {
    return;
  }
  ulong slice = i / value_size;
  int column = (int)(i - slice * value_size);
  int row = (int)(slice % queries);
  int head = (int)(slice / queries % heads);
  int batch = (int)(slice / queries / heads);
  __global const float *result = AT(const float, scratch) + slice * tiles * (value_size + 2);
  float joined = -INFINITY;
  float sum = 0.0f;
  float total = 0.0f;
  for (int tile = 0; tile < tiles; tile++, result += value_size + 2) {
    if (result[1] == 0.0f) {
      continue;
    }
    float now = result[0] > joined ? result[0] : joined;
    float old = weight_of(joined, now);
    float new = weight_of(result[0], now);
    joined = now;
    sum = fma(result[1], new, sum * old);
    total = fma(result[2 + column], new, total * old);
  }
  float sink = has_sinks ? AT(const float, sinks)[head] : -INFINITY;
  float now = sink > joined ? sink : joined;
  float factor = weight_of(joined, now);
  sum = fma(sum, factor, weight_of(sink, now));
  AT(float, out)[HEAD_START(out, batch, head) + row * out_per_row + column] =
      sum == 0.0f ? 0.0f : total * factor / sum;
}
