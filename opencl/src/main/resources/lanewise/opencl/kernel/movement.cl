// Elements that change places. They move in units of 1 to 16 bytes, the largest that all strides
// and places allow; strides and places count units.

#define COPY(NAME, TYPE)                                                                        \
  __kernel void copy_##NAME(__global const uchar *in, ulong in_at, __global uchar *out,          \
                            ulong out_at, ulong count, int rank, AXES(dims), AXES(in_strides),   \
                            AXES(out_strides)) {                                                 \
    ulong i = get_global_id(0);                                                                 \
    if (i < count) {                                                                            \
      long from = strided((uint)i, rank, AXES_OF(dims), AXES_OF(in_strides));                   \
      long to = strided((uint)i, rank, AXES_OF(dims), AXES_OF(out_strides));                    \
      AT(TYPE, out)[to] = AT(const TYPE, in)[from];                                             \
    }                                                                                           \
  }

COPY(1, uchar)
COPY(2, ushort)
COPY(4, uint)
COPY(8, ulong)
COPY(16, uint4)

#define TILE 32
#define TILE_ROWS 8

// Where rows and columns change places: a group reads a square along the input's adjacent axis and
// writes it along the output's. Rows are adjacent in the input, columns in the output; the axes
// outside lie in the third dimension.
#define TRANSPOSE(NAME, TYPE)                                                                    \
  __kernel void transpose_##NAME(__global const uchar *in, ulong in_at, __global uchar *out,      \
                                 ulong out_at, int rows, int columns, long column_in,             \
                                 long row_out, int rank, AXES(dims), AXES(in_strides),            \
                                 AXES(out_strides)) {                                             \
    __local TYPE tile[TILE][TILE + 1];                                                           \
    uint outside = get_global_id(2);                                                             \
    long from = strided(outside, rank, AXES_OF(dims), AXES_OF(in_strides));                      \
    long to = strided(outside, rank, AXES_OF(dims), AXES_OF(out_strides));                       \
    int x = get_local_id(0);                                                                     \
    int first_column = get_group_id(0) * TILE;                                                   \
    int first_row = get_group_id(1) * TILE;                                                      \
    for (int y = get_local_id(1); y < TILE; y += TILE_ROWS) {                                    \
      int row = first_row + x;                                                                   \
      int column = first_column + y;                                                             \
      if (row < rows && column < columns) {                                                      \
        tile[y][x] = AT(const TYPE, in)[from + column * column_in + row];                        \
      }                                                                                          \
    }                                                                                            \
    barrier(CLK_LOCAL_MEM_FENCE);                                                                \
    for (int y = get_local_id(1); y < TILE; y += TILE_ROWS) {                                    \
      int row = first_row + y;                                                                   \
      int column = first_column + x;                                                             \
      if (row < rows && column < columns) {                                                      \
        AT(TYPE, out)[to + row * row_out + column] = tile[x][y];                                 \
      }                                                                                          \
    }                                                                                            \
  }

TRANSPOSE(1, uchar)
TRANSPOSE(2, ushort)
TRANSPOSE(4, uint)
TRANSPOSE(8, ulong)

// out[o, i, :] = table[o, index(i), :]; an index outside the table is reported, and its slice stays.
#define GATHER(NAME, TYPE)                                                                        \
  __kernel void gather_##NAME(__global const uchar *table, ulong table_at,                         \
                              __global const uchar *indices, ulong indices_at,                     \
                              __global uchar *out, ulong out_at, __global int *report, ulong report_at, int wide,   \
                              long table_length, ulong slice, ulong index_count, ulong count) {    \
    ulong i = get_global_id(0);                                                                   \
    if (i >= count) {                                                                             \
      return;                                                                                     \
    }                                                                                             \
    ulong item = i / slice;                                                                       \
    ulong outer = item / index_count;                                                             \
    ulong place = item - outer * index_count;                                                     \
    long found =                                                                                  \
        wide ? AT(const long, indices)[place] : (long)AT(const int, indices)[place];              \
    if (found < -table_length || found >= table_length) {                                         \
      report_outside(report + report_at, OUTSIDE_INDEX, found, place, table_length);                                     \
      return;                                                                                     \
    }                                                                                             \
    ulong row = outer * table_length + (found < 0 ? found + table_length : found);                \
    AT(TYPE, out)[i] = AT(const TYPE, table)[row * slice + (i - item * slice)];                   \
  }

GATHER(1, uchar)
GATHER(2, ushort)
GATHER(4, uint)
GATHER(8, ulong)
GATHER(16, uint4)
