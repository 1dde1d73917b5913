package lanewise.natives.machine;

/** Instructions on AVX-512 mask registers. */
abstract sealed class MaskCode extends IntegerCode permits TileCode {
  private void mask(int spec, Mask to, Gp from) {
    encode(spec | VEX, 128, to.ordinal(), null, 0, Vec.xmm(from.ordinal()), -1);
  }

  private void mask(int spec, int bits, Mask to, Mask left, Mask right) {
    Vec rm = Vec.xmm(right.ordinal());
    encode(spec | VEX, bits, to.ordinal(), null, left.ordinal(), rm, -1);
  }

  /** The low 8 bits. */
  public final void kmovb(Mask to, Gp from) {
    mask(0x92 | MAP_0F | P66, to, from);
  }

  /** The low 16 bits. */
  public final void kmovw(Mask to, Gp from) {
    mask(0x92 | MAP_0F | NP, to, from);
  }

  /** The low 32 bits. */
  public final void kmovd(Mask to, Gp from) {
    mask(0x92 | MAP_0F | PF2, to, from);
  }

  /** All 64 bits. */
  public final void kmovq(Mask to, Gp from) {
    mask(0x92 | MAP_0F | PF2 | VEX_W1, to, from);
  }

  public final void kmovw(Gp to, Mask from) {
    int spec = 0x93 | MAP_0F | NP | VEX;
    encode(spec, 128, to.ordinal(), null, 0, Vec.xmm(from.ordinal()), -1);
  }

  public final void kmovw(Mask to, Mem from) {
    encode(0x90 | MAP_0F | NP | VEX, 128, to.ordinal(), null, 0, from, -1);
  }

  public final void kmovq(Mask to, Mem from) {
    encode(0x90 | MAP_0F | NP | VEX | VEX_W1, 128, to.ordinal(), null, 0, from, -1);
  }

  public final void kxnorw(Mask to, Mask left, Mask right) {
    mask(0x46 | MAP_0F | NP, 256, to, left, right);
  }

  public final void kandw(Mask to, Mask left, Mask right) {
    mask(0x41 | MAP_0F | NP, 256, to, left, right);
  }

  public final void korw(Mask to, Mask left, Mask right) {
    mask(0x45 | MAP_0F | NP, 256, to, left, right);
  }

  public final void knotw(Mask to, Mask from) {
    mask(0x44 | MAP_0F | NP, 128, to, Mask.K0, from);
  }

  /** Sets the zero flag where both are zero. */
  public final void kortestw(Mask left, Mask right) {
    mask(0x98 | MAP_0F | NP, 128, left, Mask.K0, right);
  }

  /** {@code to = from >> count}, 64 bits. */
  public final void kshiftrq(Mask to, Mask from, int count) {
    int spec = 0x31 | MAP_0F3A | P66 | VEX | VEX_W1;
    encode(spec, 128, to.ordinal(), null, 0, Vec.xmm(from.ordinal()), count);
  }

  public final void vzeroupper() {
    int8(0xc5);
    int8(0xf8);
    int8(0x77);
  }
}
