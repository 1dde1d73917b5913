package lanewise.natives.machine;

import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Listing.B32;
import static lanewise.natives.machine.Listing.B64;
import static lanewise.natives.machine.Listing.E;
import static lanewise.natives.machine.Listing.NO_MASK;
import static lanewise.natives.machine.Listing.NO_MEMORY;
import static lanewise.natives.machine.Listing.NO_REGISTER;
import static lanewise.natives.machine.Listing.NO_XMM;
import static lanewise.natives.machine.Listing.V;
import static lanewise.natives.machine.Listing.XMM;
import static lanewise.natives.machine.Listing.YMM;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.xmm;
import static lanewise.natives.machine.Vec.ymm;
import static lanewise.natives.machine.Vec.zmm;

/** The lines for {@link FloatCode} and {@link ShuffleCode}. */
final class FloatListing {
  private static final int ALL = V | E | B32;

  private FloatListing() {}

  static void write(Listing list) {
    moves(list);
    arithmetic(list);
    conversions(list);
    shuffles(list);
  }

  private static void moves(Listing list) {
    list.two("vmovups", V | E, Assembler::vmovups);
    list.two("vmovaps", V | E, Assembler::vmovaps);
    list.store("vmovups", V | E, Assembler::vmovups);
    list.store("vmovaps", V | E, Assembler::vmovaps);
    list.store("vmovntps", V | E | NO_MASK, Assembler::vmovntps);
    list.two("vmovss", V | E | XMM | NO_REGISTER, (a, to, from) -> a.vmovss(to, (Mem) from));
    list.store("vmovss", V | E | XMM, Assembler::vmovss);
    list.two("vbroadcastss", V | E | NO_REGISTER, Assembler::vbroadcastss);
    list.line("vbroadcastss zmm3, xmm20", a -> a.vbroadcastss(zmm(3), xmm(20)));
    list.line("vbroadcastss ymm3, xmm9", a -> a.vbroadcastss(ymm(3), xmm(9)));
    list.two(
        "vbroadcastf128", V | YMM | NO_REGISTER, (a, to, from) -> a.vbroadcastf128(to, (Mem) from));
    list.two(
        "vbroadcastf32x4",
        E | NO_XMM | NO_REGISTER,
        (a, to, from) -> a.vbroadcastf32x4(to, (Mem) from));
    list.three(
        "vmaskmovps", V | NO_REGISTER, (a, to, lanes, m) -> a.vmaskmovps(to, lanes, (Mem) m));
    list.line(
        "vmaskmovps [rax+r9*4+8], ymm2, ymm11",
        a -> a.vmaskmovps(mem(RAX, R9, 4, 8), ymm(2), ymm(11)));
  }

  private static void arithmetic(Listing list) {
    list.three("vaddps", ALL, Assembler::vaddps);
    list.three("vsubps", ALL, Assembler::vsubps);
    list.three("vmulps", ALL, Assembler::vmulps);
    list.three("vdivps", ALL, Assembler::vdivps);
    list.three("vmaxps", ALL, Assembler::vmaxps);
    list.three("vminps", ALL, Assembler::vminps);
    list.two("vsqrtps", ALL, Assembler::vsqrtps);
    list.three("vaddss", V | E | XMM, Assembler::vaddss);
    list.three("vsubss", V | E | XMM, Assembler::vsubss);
    list.three("vmulss", V | E | XMM, Assembler::vmulss);
    list.three("vdivss", V | E | XMM, Assembler::vdivss);
    list.three("vmaxss", V | E | XMM, Assembler::vmaxss);
    list.three("vsqrtss", V | E | XMM, Assembler::vsqrtss);
    list.three("vfmadd231ps", ALL, Assembler::vfmadd231ps);
    list.three("vfmadd213ps", ALL, Assembler::vfmadd213ps);
    list.three("vfmadd132ps", ALL, Assembler::vfmadd132ps);
    list.three("vfnmadd231ps", ALL, Assembler::vfnmadd231ps);
    list.three("vfnmadd213ps", ALL, Assembler::vfnmadd213ps);
    list.three("vfmsub213ps", ALL, Assembler::vfmsub213ps);
    list.three("vfmsub231ps", ALL, Assembler::vfmsub231ps);
    list.three("vfmadd231ss", V | E | XMM, Assembler::vfmadd231ss);
    list.three("vandps", ALL, Assembler::vandps);
    list.three("vandnps", ALL, Assembler::vandnps);
    list.three("vorps", ALL, Assembler::vorps);
    list.three("vxorps", ALL, Assembler::vxorps);
    list.two("vroundps", V, ", 8", (a, to, from) -> a.vroundps(to, from, 8));
    list.two("vrndscaleps", E | B32, ", 8", (a, to, from) -> a.vrndscaleps(to, from, 8));
    list.three("vscalefps", E | B32, Assembler::vscalefps);
    list.three("vcmpps", V, ", 1", (a, to, l, r) -> a.vcmpps(to, l, r, 1));
    list.line("vcmpps k2, zmm17, zmm3, 5", a -> a.vcmpps(Mask.K2, zmm(17), zmm(3), 5));
    list.line(
        "vcmpps k7, ymm1, [rax+4]{1to8}, 1",
        a -> a.vcmpps(Mask.K7, ymm(1), mem(RAX, 4).repeated(), 1));
    list.three("vblendvps", V | XMM, ", xmm13", (a, to, l, r) -> a.vblendvps(to, l, r, xmm(13)));
    list.three("vblendvps", V | YMM, ", ymm13", (a, to, l, r) -> a.vblendvps(to, l, r, ymm(13)));
    list.three("vblendmps", E | B32, Assembler::vblendmps);
  }

  private static void conversions(Listing list) {
    list.two("vcvtps2dq", ALL, Assembler::vcvtps2dq);
    list.two("vcvttps2dq", ALL, Assembler::vcvttps2dq);
    list.two("vcvtdq2ps", ALL, Assembler::vcvtdq2ps);
    list.two("vcvtph2ps", V | E | NO_REGISTER, Assembler::vcvtph2ps);
    list.line("vcvtph2ps zmm17, ymm9", a -> a.vcvtph2ps(zmm(17), ymm(9)));
    list.line("vcvtph2ps ymm1, xmm9", a -> a.vcvtph2ps(ymm(1), xmm(9)));
    list.store("vcvtps2ph", V | E, ", 0", (a, to, from) -> a.vcvtps2ph(to, from, 0));
    list.line("vcvtps2ph ymm9, zmm17, 4", a -> a.vcvtps2ph(ymm(9), zmm(17), 4));
    list.line("vcvtps2ph xmm9, ymm3, 4", a -> a.vcvtps2ph(xmm(9), ymm(3), 4));
    list.three("vdpbf16ps", E | B32, Assembler::vdpbf16ps);
    list.line("vcvtneps2bf16 ymm9, zmm17", a -> a.vcvtneps2bf16(ymm(9), zmm(17)));
    list.line("vcvtneps2bf16 xmm9, ymm1", a -> a.vcvtneps2bf16(xmm(9), ymm(1)));
    list.three("vcvtne2ps2bf16", E | B32, Assembler::vcvtne2ps2bf16);
    list.line("vldmxcsr [rax+r9*4+8]", a -> a.vldmxcsr(mem(RAX, R9, 4, 8)));
    list.line("vstmxcsr [r9+200]", a -> a.vstmxcsr(mem(R9, 200)));
  }

  private static void shuffles(Listing list) {
    list.three("vunpcklps", ALL, Assembler::vunpcklps);
    list.three("vunpckhps", ALL, Assembler::vunpckhps);
    list.three("vshufps", ALL, ", 0x88", (a, to, l, r) -> a.vshufps(to, l, r, 0x88));
    list.two("vpermilps", ALL, ", 0x1b", (a, to, from) -> a.vpermilps(to, from, 0x1b));
    list.two("vmovshdup", V | E, Assembler::vmovshdup);
    list.line("vmovhlps xmm1, xmm2, xmm9", a -> a.vmovhlps(xmm(1), xmm(2), xmm(9)));
    list.three("vperm2f128", V | YMM, ", 0x31", (a, to, l, r) -> a.vperm2f128(to, l, r, 0x31));
    list.line("vextractf128 xmm9, ymm1, 1", a -> a.vextractf128(xmm(9), ymm(1), 1));
    list.line("vinsertf128 ymm9, ymm1, xmm2, 1", a -> a.vinsertf128(ymm(9), ymm(1), xmm(2), 1));
    list.line("vextractf64x4 ymm9, zmm17, 1", a -> a.vextractf64x4(ymm(9), zmm(17), 1));
    list.line("vextractf32x4 xmm25, zmm1, 3", a -> a.vextractf32x4(xmm(25), zmm(1), 3));
    list.line("vextracti32x4 [rax+32], zmm1, 3", a -> a.vextracti32x4(mem(RAX, 32), zmm(1), 3));
    list.line(
        "vinserti32x4 zmm1, zmm2, [rax+32], 3",
        a -> a.vinserti32x4(zmm(1), zmm(2), mem(RAX, 32), 3));
    list.line("vinserti64x4 zmm1, zmm2, ymm20, 1", a -> a.vinserti64x4(zmm(1), zmm(2), ymm(20), 1));
    list.three("vshuff32x4", E | B32 | NO_XMM, ", 3", (a, to, l, r) -> a.vshuff32x4(to, l, r, 3));
    list.three("vshufi32x4", E | B32 | NO_XMM, ", 2", (a, to, l, r) -> a.vshufi32x4(to, l, r, 2));
    list.two("vpshufd", ALL, ", 0x4e", (a, to, from) -> a.vpshufd(to, from, 0x4e));
    list.three("vpshufb", V | E, Assembler::vpshufb);
    list.three("vpermps", ALL | NO_XMM, Assembler::vpermps);
    list.three("vpermd", ALL | NO_XMM, Assembler::vpermd);
    list.three("vpermb", E, Assembler::vpermb);
    list.three("vpermt2ps", E | B32, Assembler::vpermt2ps);
    list.three("vpermt2d", E | B32, Assembler::vpermt2d);
    list.three("vpermi2d", E | B32, Assembler::vpermi2d);
    list.three("vpermi2b", E, Assembler::vpermi2b);
    list.three("vpunpcklbw", V | E, Assembler::vpunpcklbw);
    list.three("vpunpckhbw", V | E, Assembler::vpunpckhbw);
    list.three("vpunpcklwd", V | E, Assembler::vpunpcklwd);
    list.three("vpunpckhwd", V | E, Assembler::vpunpckhwd);
    list.three("vpunpckldq", ALL, Assembler::vpunpckldq);
    list.three("vpunpckhdq", ALL, Assembler::vpunpckhdq);
    list.three("vpalignr", V | E, ", 5", (a, to, l, r) -> a.vpalignr(to, l, r, 5));
    list.broadcastBits(64);
    list.three("vunpcklpd", V | E | B64, Assembler::vunpcklpd);
    list.three("vunpckhpd", V | E | B64, Assembler::vunpckhpd);
    list.three("vpunpcklqdq", V | E | B64, Assembler::vpunpcklqdq);
    list.three("vpunpckhqdq", V | E | B64, Assembler::vpunpckhqdq);
    list.two("vpermq", V | E | B64 | NO_XMM, ", 0x4e", (a, to, f) -> a.vpermq(to, f, 0x4e));
    list.broadcastBits(32);
    list.two("vpbroadcastb", V | E | NO_REGISTER, Assembler::vpbroadcastb);
    list.two("vpbroadcastw", V | E | NO_REGISTER, Assembler::vpbroadcastw);
    list.two("vpbroadcastd", V | E | NO_REGISTER, Assembler::vpbroadcastd);
    list.two("vpbroadcastq", V | E | NO_REGISTER, Assembler::vpbroadcastq);
    list.two("vpbroadcastd", V | E | XMM | NO_MEMORY, Assembler::vpbroadcastd);
    list.two(
        "vbroadcasti32x4",
        E | NO_XMM | NO_REGISTER,
        (a, to, from) -> a.vbroadcasti32x4(to, (Mem) from));
    list.line("vbroadcasti64x4 zmm17, [rax+32]", a -> a.vbroadcasti64x4(zmm(17), mem(RAX, 32)));
    list.line("vbroadcasti64x4 zmm3, [r12+r9+31]", a -> a.vbroadcasti64x4(zmm(3), at31()));
    list.line("vpinsrw xmm1, xmm9, [rax+2], 7", a -> a.vpinsrw(xmm(1), xmm(9), mem(RAX, 2), 7));
    list.line("vpinsrw xmm17, xmm9, [rax+2], 3", a -> a.vpinsrw(xmm(17), xmm(9), mem(RAX, 2), 3));
    list.line("vpinsrw xmm8, xmm8, [r12+r9+31], 1", a -> a.vpinsrw(xmm(8), xmm(8), at31(), 1));
    list.three("vpermw", E, Assembler::vpermw);
    list.line("vpbroadcastd zmm17, r9d", a -> a.vpbroadcastd(zmm(17), R9));
    list.line("vpbroadcastb ymm2, eax", a -> a.vpbroadcastb(ymm(2), RAX));
    list.line(
        "vgatherdps zmm1{k2}, [rax+zmm17*4+8]",
        a -> a.vgatherdps(zmm(1).masked(Mask.K2), Mem.gathered(RAX, zmm(17), 4, 8)));
    list.line(
        "vgatherdps ymm1, [r9+ymm12*1], ymm3",
        a -> a.vgatherdps(ymm(1), Mem.gathered(R9, ymm(12), 1, 0), ymm(3)));
  }

  private static Mem at31() {
    return mem(R12, R9, 1, 31);
  }
}
