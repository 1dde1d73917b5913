// Exact 32-bit sums of 8-bit products, four elements of k at a time; what is past k counts as 0.
// LHS_SIGNED and RHS_SIGNED say of which type each side is; detail, whether the left side lies at multiples of 4.
#define ACC_T int
#define L_T uint
#define R_T uint
#define LHS_T uchar
#define STEPS(k) (((k) + 3) / 4)

#if LHS_SIGNED && RHS_SIGNED
#define DOT dot_ss
#elif LHS_SIGNED
#define DOT dot_su
#elif RHS_SIGNED
#define DOT dot_us
#else
#define DOT dot_uu
#endif
#if LHS_SIGNED
#define ADD_UP(sum, left) dot_ss(left, 0x01010101u, sum)
#else
#define ADD_UP(sum, left) dot_uu(left, 0x01010101u, sum)
#endif

uint load_left(global const uchar* row, int step, int k, int detail) {
  int p = 4 * step;
  if (p + 4 <= k) {
    return detail ? *(global const uint*)(row + p) : as_uint(vload4(0, row + p));
  }
  uint word = row[p];
  word |= p + 1 < k ? (uint)row[p + 1] << 8 : 0;
  return word | (p + 2 < k ? (uint)row[p + 2] << 16 : 0);
}

uint load_right(global const uchar* rhs, int step, size_t column, int k, int n, int detail) {
  return ((global const uint*)rhs)[(size_t)step * n + column];
}

int step_of(int acc, uint left, uint right) {
  return DOT(left, right, acc);
}
