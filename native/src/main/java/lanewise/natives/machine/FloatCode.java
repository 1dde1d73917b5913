package lanewise.natives.machine;

/** Vector instructions on floats: AVX, FMA, F16C, AVX-512 F/DQ/VL, AVX512-BF16. */
abstract sealed class FloatCode extends VectorEncoding permits ShuffleCode {
  private static final int PS = MAP_0F | NP | BOTH;
  private static final int SS = MAP_0F | PF3 | BOTH | BYTES_4;
  private static final int PS_38 = MAP_0F38 | P66 | BOTH;
  private static final int PS_3A = MAP_0F3A | P66 | BOTH;

  // Moves.

  public final void vmovups(Vec to, Operand from) {
    load(0x10 | PS | FULL_MEM, 0x11 | PS | FULL_MEM, to, from);
  }

  public final void vmovups(Mem to, Vec from) {
    store(0x11 | PS | FULL_MEM, to, from);
  }

  public final void vmovaps(Vec to, Operand from) {
    load(0x28 | PS | FULL_MEM, 0x29 | PS | FULL_MEM, to, from);
  }

  public final void vmovaps(Mem to, Vec from) {
    store(0x29 | PS | FULL_MEM, to, from);
  }

  public final void vmovss(Vec to, Mem from) {
    encode(0x10 | SS, to, from);
  }

  public final void vmovss(Mem to, Vec from) {
    store(0x11 | SS, to, from);
  }

  public final void vmovntps(Mem to, Vec from) {
    store(0x2b | PS | FULL_MEM, to, from);
  }

  public final void vbroadcastss(Vec to, Operand from) {
    encode(0x18 | PS_38 | BYTES_4, to, from);
  }

  /** 128 bits to each half of a 256-bit register. */
  public final void vbroadcastf128(Vec to, Mem from) {
    encode(0x1a | MAP_0F38 | P66 | VEX, to, from);
  }

  public final void vbroadcastf32x4(Vec to, Mem from) {
    encode(0x1a | MAP_0F38 | P66 | EVEX | BYTES_16, to, from);
  }

  /** Lanes whose sign is set in {@code lanes}; the others become zero and are not read. */
  public final void vmaskmovps(Vec to, Vec lanes, Mem from) {
    encode(0x2c | MAP_0F38 | P66 | VEX, to, lanes, from);
  }

  /** Stores the lanes whose sign is set in {@code lanes}. */
  public final void vmaskmovps(Mem to, Vec lanes, Vec from) {
    encode(0x2e | MAP_0F38 | P66 | VEX, from, lanes, to);
  }

  /**
   * A move between registers takes the store's opcode where that saves a byte, as assemblers do.
   */
  final void load(int loadSpec, int storeSpec, Vec to, Operand from) {
    boolean shorter =
        from instanceof Vec other
            && other.index() >= 8
            && other.index() < 16
            && to.index() < 8
            && to.bits() < 512
            && to.mask() == Mask.K0;
    if (shorter && (loadSpec & VEX) != 0) {
      encode(storeSpec, (Vec) from, to);
    } else {
      encode(loadSpec, to, from);
    }
  }

  // Arithmetic.

  public final void vaddps(Vec to, Vec left, Operand right) {
    encode(0x58 | PS, to, left, right);
  }

  public final void vsubps(Vec to, Vec left, Operand right) {
    encode(0x5c | PS, to, left, right);
  }

  public final void vmulps(Vec to, Vec left, Operand right) {
    encode(0x59 | PS, to, left, right);
  }

  public final void vdivps(Vec to, Vec left, Operand right) {
    encode(0x5e | PS, to, left, right);
  }

  /** The greater; {@code right} where either is NaN or both are zero. */
  public final void vmaxps(Vec to, Vec left, Operand right) {
    encode(0x5f | PS, to, left, right);
  }

  /** The lesser; {@code right} where either is NaN or both are zero. */
  public final void vminps(Vec to, Vec left, Operand right) {
    encode(0x5d | PS, to, left, right);
  }

  public final void vsqrtps(Vec to, Operand from) {
    encode(0x51 | PS, to, from);
  }

  public final void vaddss(Vec to, Vec left, Operand right) {
    encode(0x58 | SS, to, left, right);
  }

  public final void vsubss(Vec to, Vec left, Operand right) {
    encode(0x5c | SS, to, left, right);
  }

  public final void vmulss(Vec to, Vec left, Operand right) {
    encode(0x59 | SS, to, left, right);
  }

  public final void vdivss(Vec to, Vec left, Operand right) {
    encode(0x5e | SS, to, left, right);
  }

  public final void vmaxss(Vec to, Vec left, Operand right) {
    encode(0x5f | SS, to, left, right);
  }

  public final void vsqrtss(Vec to, Vec high, Operand from) {
    encode(0x51 | SS, to, high, from);
  }

  /** {@code to = left · right + to}. */
  public final void vfmadd231ps(Vec to, Vec left, Operand right) {
    encode(0xb8 | PS_38, to, left, right);
  }

  /** {@code to = left · to + right}. */
  public final void vfmadd213ps(Vec to, Vec left, Operand right) {
    encode(0xa8 | PS_38, to, left, right);
  }

  /** {@code to = to · right + left}. */
  public final void vfmadd132ps(Vec to, Vec left, Operand right) {
    encode(0x98 | PS_38, to, left, right);
  }

  /** {@code to = to - left · right}. */
  public final void vfnmadd231ps(Vec to, Vec left, Operand right) {
    encode(0xbc | PS_38, to, left, right);
  }

  /** {@code to = right - left · to}. */
  public final void vfnmadd213ps(Vec to, Vec left, Operand right) {
    encode(0xac | PS_38, to, left, right);
  }

  /** {@code to = left · to - right}. */
  public final void vfmsub213ps(Vec to, Vec left, Operand right) {
    encode(0xaa | PS_38, to, left, right);
  }

  /** {@code to = left · right - to}. */
  public final void vfmsub231ps(Vec to, Vec left, Operand right) {
    encode(0xba | PS_38, to, left, right);
  }

  public final void vfmadd231ss(Vec to, Vec left, Operand right) {
    encode(0xb9 | PS_38 | BYTES_4, to, left, right);
  }

  // Bits.

  public final void vandps(Vec to, Vec left, Operand right) {
    encode(0x54 | PS, to, left, right);
  }

  /** {@code to = right and not left}. */
  public final void vandnps(Vec to, Vec left, Operand right) {
    encode(0x55 | PS, to, left, right);
  }

  public final void vorps(Vec to, Vec left, Operand right) {
    encode(0x56 | PS, to, left, right);
  }

  public final void vxorps(Vec to, Vec left, Operand right) {
    encode(0x57 | PS, to, left, right);
  }

  // Rounding, scaling, comparing, choosing.

  /** Rounds as {@code immediate} says: 8 to nearest even, 9 down, 10 up, 11 towards zero. */
  public final void vroundps(Vec to, Operand from, int immediate) {
    encode(0x08 | MAP_0F3A | P66 | VEX, to, from, immediate);
  }

  /** As {@link #vroundps} in AVX-512. */
  public final void vrndscaleps(Vec to, Operand from, int immediate) {
    encode(0x08 | MAP_0F3A | P66 | EVEX, to, from, immediate);
  }

  /** {@code to = left · 2^floor(right)}, with one rounding where the result is subnormal. */
  public final void vscalefps(Vec to, Vec left, Operand right) {
    encode(0x2c | MAP_0F38 | P66 | EVEX, to, left, right);
  }

  /** All ones where the comparison {@code predicate} holds. */
  public final void vcmpps(Vec to, Vec left, Operand right, int predicate) {
    encode(0xc2 | MAP_0F | NP | VEX, to, left, right, predicate);
  }

  public final void vcmpps(Mask to, Vec left, Operand right, int predicate) {
    int spec = 0xc2 | MAP_0F | NP | EVEX;
    encode(spec, left.bits(), to.ordinal(), null, left.index(), right, predicate);
  }

  /** {@code right} where the sign of {@code choice} is set, else {@code left}. */
  public final void vblendvps(Vec to, Vec left, Operand right, Vec choice) {
    encode(0x4a | MAP_0F3A | P66 | VEX, to, left, right, choice.index() << 4);
  }

  /** {@code right} in the lanes of the destination's mask, else {@code left}. */
  public final void vblendmps(Vec to, Vec left, Operand right) {
    encode(0x65 | MAP_0F38 | P66 | EVEX, to, left, right);
  }

  // Conversions.

  public final void vcvtps2dq(Vec to, Operand from) {
    encode(0x5b | MAP_0F | P66 | BOTH, to, from);
  }

  public final void vcvttps2dq(Vec to, Operand from) {
    encode(0x5b | MAP_0F | PF3 | BOTH, to, from);
  }

  public final void vcvtdq2ps(Vec to, Operand from) {
    encode(0x5b | PS, to, from);
  }

  public final void vcvtph2ps(Vec to, Operand from) {
    encode(0x13 | PS_38 | HALF_MEM, to, from);
  }

  /** Half precision of {@code from}; the register's half as wide. */
  public final void vcvtps2ph(Vec to, Vec from, int rounding) {
    int spec = 0x1d | PS_3A | HALF_MEM;
    encode(spec, from.bits(), from.index(), to, 0, to.as(128), rounding);
  }

  public final void vcvtps2ph(Mem to, Vec from, int rounding) {
    store(0x1d | PS_3A | HALF_MEM, to, from, rounding);
  }

  /** {@code to += } the products of pairs of bf16. */
  public final void vdpbf16ps(Vec to, Vec left, Operand right) {
    encode(0x52 | MAP_0F38 | PF3 | EVEX, to, left, right);
  }

  /** The bf16 of {@code from} in a register half as wide. */
  public final void vcvtneps2bf16(Vec to, Vec from) {
    encode(0x72 | MAP_0F38 | PF3 | EVEX, from.bits(), to.index(), to, 0, from, -1);
  }

  /** The bf16 of {@code low} in the low half and of {@code high} in the high half. */
  public final void vcvtne2ps2bf16(Vec to, Vec high, Operand low) {
    encode(0x72 | MAP_0F38 | PF2 | EVEX, to, high, low);
  }

  // The control register of floating-point arithmetic.

  /** Loads MXCSR: how results are rounded, and whether subnormal numbers count as zero. */
  public final void vldmxcsr(Mem from) {
    encode(0xae | MAP_0F | NP | VEX, 128, 2, null, 0, from, -1);
  }

  /** Stores MXCSR. */
  public final void vstmxcsr(Mem to) {
    encode(0xae | MAP_0F | NP | VEX, 128, 3, null, 0, to, -1);
  }
}
