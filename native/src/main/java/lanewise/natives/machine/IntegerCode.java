package lanewise.natives.machine;

/** Vector instructions on integers: AVX2, AVX-512 F/BW/VL, AVX512-VNNI and AVX-VNNI. */
abstract sealed class IntegerCode extends ShuffleCode permits MaskCode {
  private static final int D = MAP_0F | P66 | BOTH;
  private static final int BW = MAP_0F | P66 | BOTH | FULL_MEM;
  private static final int D_38 = MAP_0F38 | P66 | BOTH;
  private static final int MOVE_LOAD = 0x6f | MAP_0F | FULL_MEM;
  private static final int MOVE_STORE = 0x7f | MAP_0F | FULL_MEM;

  public final void vmovdqu(Vec to, Operand from) {
    load(MOVE_LOAD | PF3 | VEX, MOVE_STORE | PF3 | VEX, to, from);
  }

  public final void vmovdqu(Mem to, Vec from) {
    store(MOVE_STORE | PF3 | VEX, to, from);
  }

  public final void vmovdqu8(Vec to, Operand from) {
    encode(MOVE_LOAD | PF2 | EVEX, to, from);
  }

  public final void vmovdqu8(Mem to, Vec from) {
    store(MOVE_STORE | PF2 | EVEX, to, from);
  }

  public final void vmovdqu16(Vec to, Operand from) {
    encode(MOVE_LOAD | PF2 | EVEX | W1, to, from);
  }

  public final void vmovdqu16(Mem to, Vec from) {
    store(MOVE_STORE | PF2 | EVEX | W1, to, from);
  }

  public final void vmovdqu32(Vec to, Operand from) {
    encode(MOVE_LOAD | PF3 | EVEX, to, from);
  }

  public final void vmovdqu32(Mem to, Vec from) {
    store(MOVE_STORE | PF3 | EVEX, to, from);
  }

  public final void vmovdqa32(Vec to, Operand from) {
    encode(MOVE_LOAD | P66 | EVEX, to, from);
  }

  public final void vmovdqa32(Mem to, Vec from) {
    store(MOVE_STORE | P66 | EVEX, to, from);
  }

  public final void vmovd(Vec to, Mem from) {
    encode(0x6e | D | BYTES_4, to, from);
  }

  public final void vmovd(Mem to, Vec from) {
    store(0x7e | D | BYTES_4, to, from);
  }

  public final void vmovd(Vec to, Gp from) {
    encode(0x6e | D, to, Vec.xmm(from.ordinal()));
  }

  public final void vmovd(Gp to, Vec from) {
    encode(0x7e | D, from, Vec.xmm(to.ordinal()));
  }

  public final void vmovq(Vec to, Gp from) {
    encode(0x6e | D | W1 | VEX_W1, to, Vec.xmm(from.ordinal()));
  }

  public final void vpmaskmovd(Vec to, Vec lanes, Mem from) {
    encode(0x8c | MAP_0F38 | P66 | VEX, to, lanes, from);
  }

  public final void vpmaskmovd(Mem to, Vec lanes, Vec from) {
    encode(0x8e | MAP_0F38 | P66 | VEX, from, lanes, to);
  }

  public final void vpaddd(Vec to, Vec left, Operand right) {
    encode(0xfe | D, to, left, right);
  }

  public final void vpaddw(Vec to, Vec left, Operand right) {
    encode(0xfd | BW, to, left, right);
  }

  public final void vpaddb(Vec to, Vec left, Operand right) {
    encode(0xfc | BW, to, left, right);
  }

  public final void vpsubd(Vec to, Vec left, Operand right) {
    encode(0xfa | D, to, left, right);
  }

  public final void vpsubw(Vec to, Vec left, Operand right) {
    encode(0xf9 | BW, to, left, right);
  }

  public final void vpsubb(Vec to, Vec left, Operand right) {
    encode(0xf8 | BW, to, left, right);
  }

  /** All ones where equal. */
  public final void vpcmpeqd(Vec to, Vec left, Operand right) {
    encode(0x76 | MAP_0F | P66 | VEX, to, left, right);
  }

  /** All ones where equal. */
  public final void vpcmpeqb(Vec to, Vec left, Operand right) {
    encode(0x74 | MAP_0F | P66 | VEX, to, left, right);
  }

  public final void vpabsb(Vec to, Operand from) {
    encode(0x1c | D_38 | FULL_MEM, to, from);
  }

  public final void vpmulld(Vec to, Vec left, Operand right) {
    encode(0x40 | D_38, to, left, right);
  }

  public final void vpmullw(Vec to, Vec left, Operand right) {
    encode(0xd5 | BW, to, left, right);
  }

  /** {@code left} with the sign of each byte of {@code right}: negated, kept, or zero. */
  public final void vpsignb(Vec to, Vec left, Operand right) {
    encode(0x08 | MAP_0F38 | P66 | VEX, to, left, right);
  }

  /** Sums of two products of signed 16-bit integers. */
  public final void vpmaddwd(Vec to, Vec left, Operand right) {
    encode(0xf5 | BW, to, left, right);
  }

  /** Sums of two products of unsigned and signed bytes, which saturate at 16 bits. */
  public final void vpmaddubsw(Vec to, Vec unsigned, Operand signed) {
    encode(0x04 | D_38 | FULL_MEM, to, unsigned, signed);
  }

  /** {@code to += } sums of four products of unsigned and signed bytes (AVX512-VNNI). */
  public final void vpdpbusd(Vec to, Vec unsigned, Operand signed) {
    encode(0x50 | MAP_0F38 | P66 | EVEX, to, unsigned, signed);
  }

  /** As {@link #vpdpbusd} with the VEX encoding (AVX-VNNI). */
  public final void vexVpdpbusd(Vec to, Vec unsigned, Operand signed) {
    encode(0x50 | MAP_0F38 | P66 | VEX, to, unsigned, signed);
  }

  /** {@code to += } sums of two products of signed 16-bit integers (AVX512-VNNI). */
  public final void vpdpwssd(Vec to, Vec left, Operand right) {
    encode(0x52 | MAP_0F38 | P66 | EVEX, to, left, right);
  }

  /** As {@link #vpdpwssd} with the VEX encoding (AVX-VNNI). */
  public final void vexVpdpwssd(Vec to, Vec left, Operand right) {
    encode(0x52 | MAP_0F38 | P66 | VEX, to, left, right);
  }

  public final void vpand(Vec to, Vec left, Operand right) {
    encode(0xdb | MAP_0F | P66 | VEX, to, left, right);
  }

  public final void vpor(Vec to, Vec left, Operand right) {
    encode(0xeb | MAP_0F | P66 | VEX, to, left, right);
  }

  public final void vpxor(Vec to, Vec left, Operand right) {
    encode(0xef | MAP_0F | P66 | VEX, to, left, right);
  }

  public final void vpandd(Vec to, Vec left, Operand right) {
    encode(0xdb | MAP_0F | P66 | EVEX, to, left, right);
  }

  public final void vpord(Vec to, Vec left, Operand right) {
    encode(0xeb | MAP_0F | P66 | EVEX, to, left, right);
  }

  public final void vpxord(Vec to, Vec left, Operand right) {
    encode(0xef | MAP_0F | P66 | EVEX, to, left, right);
  }

  /** Any function of three bits: bit {@code 4·to + 2·left + right} of the immediate. */
  public final void vpternlogd(Vec to, Vec left, Operand right, int immediate) {
    encode(0x25 | MAP_0F3A | P66 | EVEX, to, left, right, immediate);
  }

  private void shift(int spec, int digit, Vec to, Vec from, int count) {
    encode(spec, to.bits(), digit, to, to.index(), from, count);
  }

  public final void vpslld(Vec to, Vec from, int count) {
    shift(0x72 | D, 6, to, from, count);
  }

  public final void vpsrld(Vec to, Vec from, int count) {
    shift(0x72 | D, 2, to, from, count);
  }

  public final void vpsrad(Vec to, Vec from, int count) {
    shift(0x72 | D, 4, to, from, count);
  }

  public final void vpsllw(Vec to, Vec from, int count) {
    shift(0x71 | D, 6, to, from, count);
  }

  public final void vpsrlw(Vec to, Vec from, int count) {
    shift(0x71 | D, 2, to, from, count);
  }

  public final void vpsraw(Vec to, Vec from, int count) {
    shift(0x71 | D, 4, to, from, count);
  }

  /** Each lane shifted by its own count, zero from 32 on. */
  public final void vpsllvd(Vec to, Vec from, Operand counts) {
    encode(0x47 | D_38, to, from, counts);
  }

  /** Each lane shifted by its own count, zero from 32 on. */
  public final void vpsrlvd(Vec to, Vec from, Operand counts) {
    encode(0x45 | D_38, to, from, counts);
  }

  public final void vpmaxsd(Vec to, Vec left, Operand right) {
    encode(0x3d | D_38, to, left, right);
  }

  public final void vpminsd(Vec to, Vec left, Operand right) {
    encode(0x39 | D_38, to, left, right);
  }

  public final void vpmovzxbd(Vec to, Operand from) {
    encode(0x31 | D_38 | QUARTER_MEM, to, from);
  }

  public final void vpmovsxbd(Vec to, Operand from) {
    encode(0x21 | D_38 | QUARTER_MEM, to, from);
  }

  public final void vpmovzxbw(Vec to, Operand from) {
    encode(0x30 | D_38 | HALF_MEM, to, from);
  }

  public final void vpmovsxbw(Vec to, Operand from) {
    encode(0x20 | D_38 | HALF_MEM, to, from);
  }

  public final void vpmovzxwd(Vec to, Operand from) {
    encode(0x33 | D_38 | HALF_MEM, to, from);
  }

  public final void vpmovsxwd(Vec to, Operand from) {
    encode(0x23 | D_38 | HALF_MEM, to, from);
  }

  /** The low half of each 32-bit lane; {@code to} is half as wide as {@code from}. */
  public final void vpmovdw(Vec to, Vec from) {
    encode(0x33 | MAP_0F38 | PF3 | EVEX, from.bits(), from.index(), to, 0, to, -1);
  }

  /** The low half of each 32-bit lane. */
  public final void vpmovdw(Mem to, Vec from) {
    store(0x33 | MAP_0F38 | PF3 | EVEX | HALF_MEM, to, from);
  }

  /** The low byte of each 32-bit lane. */
  public final void vpmovdb(Mem to, Vec from) {
    store(0x31 | MAP_0F38 | PF3 | EVEX | QUARTER_MEM, to, from);
  }

  /** Each signed 32-bit lane saturated to an unsigned byte, negatives as huge values. */
  public final void vpmovusdb(Mem to, Vec from) {
    store(0x11 | MAP_0F38 | PF3 | EVEX | QUARTER_MEM, to, from);
  }

  /** Each 32-bit lane saturated to a signed byte. */
  public final void vpmovsdb(Mem to, Vec from) {
    store(0x21 | MAP_0F38 | PF3 | EVEX | QUARTER_MEM, to, from);
  }

  public final void vpackssdw(Vec to, Vec left, Operand right) {
    encode(0x6b | D, to, left, right);
  }

  public final void vpacksswb(Vec to, Vec left, Operand right) {
    encode(0x63 | BW, to, left, right);
  }

  public final void vpackuswb(Vec to, Vec left, Operand right) {
    encode(0x67 | BW, to, left, right);
  }
}
