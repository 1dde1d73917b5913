package lanewise.natives.machine;

/** AMX: matrix tiles 0 to 7. */
abstract sealed class TileCode extends MaskCode permits Assembler {
  private static final int TILE = MAP_0F38 | VEX;

  /** Shapes of the tiles, from 64 bytes in memory. */
  public final void ldtilecfg(Mem from) {
    encode(0x49 | TILE | NP, 128, 0, null, 0, from, -1);
  }

  public final void sttilecfg(Mem to) {
    encode(0x49 | TILE | P66, 128, 0, null, 0, to, -1);
  }

  /** Rows of a tile from memory; the address's index register is the rows' stride in bytes. */
  public final void tileloadd(int tile, Mem from) {
    encode(0x4b | TILE | PF2, 128, tile, null, 0, strided(from), -1);
  }

  public final void tilestored(Mem to, int tile) {
    encode(0x4b | TILE | PF3, 128, tile, null, 0, strided(to), -1);
  }

  public final void tilezero(int tile) {
    encode(0x49 | TILE | PF2, 128, tile, null, 0, Vec.xmm(0), -1);
  }

  public final void tilerelease() {
    encode(0x49 | TILE | NP, 128, 0, null, 0, Vec.xmm(0), -1);
  }

  /** Unsigned by signed bytes, summed by fours. */
  public final void tdpbusd(int to, int unsigned, int signed) {
    encode(0x5e | TILE | P66, 128, to, null, signed, Vec.xmm(unsigned), -1);
  }

  /** Signed by signed bytes, summed by fours. */
  public final void tdpbssd(int to, int left, int right) {
    encode(0x5e | TILE | PF2, 128, to, null, right, Vec.xmm(left), -1);
  }

  /** Signed by unsigned bytes, summed by fours. */
  public final void tdpbsud(int to, int signed, int unsigned) {
    encode(0x5e | TILE | PF3, 128, to, null, unsigned, Vec.xmm(signed), -1);
  }

  /** Unsigned by unsigned bytes, summed by fours. */
  public final void tdpbuud(int to, int left, int right) {
    encode(0x5e | TILE | NP, 128, to, null, right, Vec.xmm(left), -1);
  }

  /** Pairs of bf16, summed in f32. */
  public final void tdpbf16ps(int to, int left, int right) {
    encode(0x5c | TILE | PF3, 128, to, null, right, Vec.xmm(left), -1);
  }

  private static Mem strided(Mem m) {
    if (m.index() == null) {
      throw new IllegalArgumentException("a tile's address needs an index register: its stride");
    }
    return m;
  }
}
