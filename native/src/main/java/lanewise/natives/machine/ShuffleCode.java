package lanewise.natives.machine;

/** Vector instructions that move elements between lanes: AVX, AVX2, AVX-512 F/BW/VBMI. */
abstract sealed class ShuffleCode extends FloatCode permits IntegerCode {
  private static final int PD = MAP_0F | P66 | BOTH | W1;
  private static final int D = MAP_0F | P66 | BOTH;
  private static final int D_38 = MAP_0F38 | P66;
  private static final int D_3A = MAP_0F3A | P66;

  public final void vunpcklps(Vec to, Vec left, Operand right) {
    encode(0x14 | MAP_0F | NP | BOTH, to, left, right);
  }

  public final void vunpckhps(Vec to, Vec left, Operand right) {
    encode(0x15 | MAP_0F | NP | BOTH, to, left, right);
  }

  public final void vunpcklpd(Vec to, Vec left, Operand right) {
    encode(0x14 | PD, to, left, right);
  }

  public final void vunpckhpd(Vec to, Vec left, Operand right) {
    encode(0x15 | PD, to, left, right);
  }

  public final void vshufps(Vec to, Vec left, Operand right, int immediate) {
    encode(0xc6 | MAP_0F | NP | BOTH, to, left, right, immediate);
  }

  public final void vpermilps(Vec to, Operand from, int immediate) {
    encode(0x04 | D_3A | BOTH, to, from, immediate);
  }

  public final void vmovshdup(Vec to, Operand from) {
    encode(0x16 | MAP_0F | PF3 | BOTH | FULL_MEM, to, from);
  }

  public final void vmovhlps(Vec to, Vec left, Vec right) {
    encode(0x12 | MAP_0F | NP | BOTH, to, left, right);
  }

  public final void vperm2f128(Vec to, Vec left, Operand right, int immediate) {
    encode(0x06 | D_3A | VEX, to, left, right, immediate);
  }

  public final void vextractf128(Vec to, Vec from, int half) {
    encode(0x19 | D_3A | VEX, from.bits(), from.index(), null, 0, to, half);
  }

  public final void vinsertf128(Vec to, Vec left, Operand right, int half) {
    encode(0x18 | D_3A | VEX, to, left, right, half);
  }

  public final void vextractf64x4(Vec to, Vec from, int half) {
    encode(0x1b | D_3A | EVEX | W1, from.bits(), from.index(), null, 0, to, half);
  }

  public final void vextractf32x4(Vec to, Vec from, int quarter) {
    encode(0x19 | D_3A | EVEX, from.bits(), from.index(), null, 0, to, quarter);
  }

  public final void vextracti32x4(Mem to, Vec from, int quarter) {
    store(0x39 | D_3A | EVEX | BYTES_16, to, from, quarter);
  }

  /** {@code left} with one 32-bit lane from memory. */
  public final void vpinsrd(Vec to, Vec left, Mem from, int lane) {
    encode(0x22 | D_3A | BOTH | BYTES_4, to, left, from, lane);
  }

  public final void vinserti32x4(Vec to, Vec left, Operand right, int quarter) {
    encode(0x38 | D_3A | EVEX | BYTES_16, to, left, right, quarter);
  }

  public final void vinserti64x4(Vec to, Vec left, Operand right, int half) {
    encode(0x3a | D_3A | EVEX | W1 | BYTES_32, to, left, right, half);
  }

  /** 128-bit quarters chosen from {@code left} (low half) and {@code right} (high half). */
  public final void vshuff32x4(Vec to, Vec left, Operand right, int immediate) {
    encode(0x23 | D_3A | EVEX, to, left, right, immediate);
  }

  public final void vshufi32x4(Vec to, Vec left, Operand right, int immediate) {
    encode(0x43 | D_3A | EVEX, to, left, right, immediate);
  }

  public final void vpshufd(Vec to, Operand from, int immediate) {
    encode(0x70 | D, to, from, immediate);
  }

  public final void vpshufb(Vec to, Vec from, Operand indices) {
    encode(0x00 | D_38 | BOTH | FULL_MEM, to, from, indices);
  }

  /** {@code to[i] = table[indices[i]]}. */
  public final void vpermps(Vec to, Vec indices, Operand table) {
    encode(0x16 | D_38 | BOTH, to, indices, table);
  }

  public final void vpermd(Vec to, Vec indices, Operand table) {
    encode(0x36 | D_38 | BOTH, to, indices, table);
  }

  public final void vpermb(Vec to, Vec indices, Operand table) {
    encode(0x8d | D_38 | EVEX | FULL_MEM, to, indices, table);
  }

  /** The low table is {@code low}, overwritten; the high one {@code high}. */
  public final void vpermt2ps(Vec low, Vec indices, Operand high) {
    encode(0x7f | D_38 | EVEX, low, indices, high);
  }

  public final void vpermt2d(Vec low, Vec indices, Operand high) {
    encode(0x7e | D_38 | EVEX, low, indices, high);
  }

  /** The indices are overwritten by what they pick. */
  public final void vpermi2d(Vec indices, Vec low, Operand high) {
    encode(0x76 | D_38 | EVEX, indices, low, high);
  }

  public final void vpermi2b(Vec indices, Vec low, Operand high) {
    encode(0x75 | D_38 | EVEX | FULL_MEM, indices, low, high);
  }

  public final void vpermq(Vec to, Operand from, int immediate) {
    encode(0x00 | D_3A | BOTH | W1 | VEX_W1, to, from, immediate);
  }

  public final void vpunpcklbw(Vec to, Vec left, Operand right) {
    encode(0x60 | D | FULL_MEM, to, left, right);
  }

  public final void vpunpckhbw(Vec to, Vec left, Operand right) {
    encode(0x68 | D | FULL_MEM, to, left, right);
  }

  public final void vpunpcklwd(Vec to, Vec left, Operand right) {
    encode(0x61 | D | FULL_MEM, to, left, right);
  }

  public final void vpunpckhwd(Vec to, Vec left, Operand right) {
    encode(0x69 | D | FULL_MEM, to, left, right);
  }

  public final void vpunpckldq(Vec to, Vec left, Operand right) {
    encode(0x62 | D, to, left, right);
  }

  public final void vpunpckhdq(Vec to, Vec left, Operand right) {
    encode(0x6a | D, to, left, right);
  }

  public final void vpunpcklqdq(Vec to, Vec left, Operand right) {
    encode(0x6c | D | W1, to, left, right);
  }

  public final void vpunpckhqdq(Vec to, Vec left, Operand right) {
    encode(0x6d | D | W1, to, left, right);
  }

  public final void vpalignr(Vec to, Vec left, Operand right, int bytes) {
    encode(0x0f | D_3A | BOTH | FULL_MEM, to, left, right, bytes);
  }

  public final void vpbroadcastb(Vec to, Operand from) {
    encode(0x78 | D_38 | BOTH | BYTES_1, to, from);
  }

  public final void vpbroadcastw(Vec to, Operand from) {
    encode(0x79 | D_38 | BOTH | BYTES_2, to, from);
  }

  public final void vpbroadcastd(Vec to, Operand from) {
    encode(0x58 | D_38 | BOTH | BYTES_4, to, from);
  }

  public final void vpbroadcastq(Vec to, Operand from) {
    encode(0x59 | D_38 | BOTH | W1 | BYTES_8, to, from);
  }

  public final void vbroadcasti64x4(Vec to, Mem from) {
    encode(0x5b | D_38 | EVEX | W1 | BYTES_32, to, from);
  }

  /** {@code left} with 16 bits of memory as its element {@code index}. */
  public final void vpinsrw(Vec to, Vec left, Mem from, int index) {
    encode(0xc4 | D | BYTES_2, to, left, from, index);
  }

  public final void vpermw(Vec to, Vec indices, Operand table) {
    encode(0x8d | D_38 | EVEX | W1 | FULL_MEM, to, indices, table);
  }

  public final void vbroadcasti32x4(Vec to, Mem from) {
    encode(0x5a | D_38 | EVEX | BYTES_16, to, from);
  }

  /** A general register's low 32 bits, repeated. */
  public final void vpbroadcastd(Vec to, Gp from) {
    encode(0x7c | D_38 | EVEX, to.bits(), to.index(), to, 0, Vec.xmm(from.ordinal()), -1);
  }

  /** A general register's low byte, repeated. */
  public final void vpbroadcastb(Vec to, Gp from) {
    encode(0x7a | D_38 | EVEX, to.bits(), to.index(), to, 0, Vec.xmm(from.ordinal()), -1);
  }

  /** Reads the lanes in the destination's mask, which the instruction clears. */
  public final void vgatherdps(Vec to, Mem from) {
    encode(0x92 | D_38 | EVEX | BYTES_4, to, from);
  }

  /** Reads the lanes whose sign is set in {@code lanes}, which the instruction clears. */
  public final void vgatherdps(Vec to, Mem from, Vec lanes) {
    encode(0x92 | D_38 | VEX, to, lanes, from);
  }
}
