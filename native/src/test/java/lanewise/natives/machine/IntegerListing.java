package lanewise.natives.machine;

import static lanewise.natives.machine.Gp.R12;
import static lanewise.natives.machine.Gp.R9;
import static lanewise.natives.machine.Gp.RAX;
import static lanewise.natives.machine.Gp.RCX;
import static lanewise.natives.machine.Gp.RDX;
import static lanewise.natives.machine.Listing.B32;
import static lanewise.natives.machine.Listing.E;
import static lanewise.natives.machine.Listing.NO_REGISTER;
import static lanewise.natives.machine.Listing.V;
import static lanewise.natives.machine.Listing.XMM;
import static lanewise.natives.machine.Mem.mem;
import static lanewise.natives.machine.Vec.xmm;
import static lanewise.natives.machine.Vec.ymm;
import static lanewise.natives.machine.Vec.zmm;

/** The lines for {@link IntegerCode}, {@link MaskCode} and {@link TileCode}. */
final class IntegerListing {
  private static final int ALL = V | E | B32;

  private IntegerListing() {}

  static void write(Listing list) {
    moves(list);
    arithmetic(list);
    shifts(list);
    narrowing(list);
    masks(list);
    tiles(list);
  }

  private static void moves(Listing list) {
    list.two("vmovdqu", V, Assembler::vmovdqu);
    list.store("vmovdqu", V, Assembler::vmovdqu);
    list.two("vmovdqu8", E, Assembler::vmovdqu8);
    list.store("vmovdqu8", E, Assembler::vmovdqu8);
    list.two("vmovdqu16", E, Assembler::vmovdqu16);
    list.store("vmovdqu16", E, Assembler::vmovdqu16);
    list.two("vmovdqu32", E, Assembler::vmovdqu32);
    list.store("vmovdqu32", E, Assembler::vmovdqu32);
    list.two("vmovdqa32", E, Assembler::vmovdqa32);
    list.store("vmovdqa32", E, Assembler::vmovdqa32);
    list.line("vmovd xmm9, [rax+4]", a -> a.vmovd(xmm(9), mem(RAX, 4)));
    list.line("vmovd [rax+4], xmm19", a -> a.vmovd(mem(RAX, 4), xmm(19)));
    list.line("vmovd xmm9, r9d", a -> a.vmovd(xmm(9), R9));
    list.line("vmovd xmm20, eax", a -> a.vmovd(xmm(20), RAX));
    list.line("vmovd ecx, xmm9", a -> a.vmovd(RCX, xmm(9)));
    list.line("vpinsrd xmm9, xmm3, [r9+4], 2", a -> a.vpinsrd(xmm(9), xmm(3), mem(R9, 4), 2));
    list.line("vpinsrd xmm2, xmm11, [rax], 1", a -> a.vpinsrd(xmm(2), xmm(11), mem(RAX, 0), 1));
    list.line(
        "vpinsrd xmm19, xmm20, [rax+rcx*2+4], 3",
        a -> a.vpinsrd(xmm(19), xmm(20), mem(RAX, RCX, 2, 4), 3));
    list.line("vmovq xmm9, r9", a -> a.vmovq(xmm(9), R9));
    list.line("vmovq xmm19, rax", a -> a.vmovq(xmm(19), RAX));
    list.three("vpmaskmovd", V | NO_REGISTER, (a, to, l, m) -> a.vpmaskmovd(to, l, (Mem) m));
    list.line("vpmaskmovd [r12], ymm2, ymm11", a -> a.vpmaskmovd(mem(R12, 0), ymm(2), ymm(11)));
  }

  private static void arithmetic(Listing list) {
    list.three("vpaddd", ALL, Assembler::vpaddd);
    list.three("vpaddw", V | E, Assembler::vpaddw);
    list.three("vpaddb", V | E, Assembler::vpaddb);
    list.three("vpsubd", ALL, Assembler::vpsubd);
    list.three("vpsubw", V | E, Assembler::vpsubw);
    list.three("vpsubb", V | E, Assembler::vpsubb);
    list.three("vpcmpeqd", V, Assembler::vpcmpeqd);
    list.three("vpcmpeqb", V, Assembler::vpcmpeqb);
    list.three("vpsignb", V, Assembler::vpsignb);
    list.two("vpabsb", V | E, Assembler::vpabsb);
    list.three("vpmulld", ALL, Assembler::vpmulld);
    list.three("vpmullw", V | E, Assembler::vpmullw);
    list.three("vpmaddwd", V | E, Assembler::vpmaddwd);
    list.three("vpmaddubsw", V | E, Assembler::vpmaddubsw);
    list.three("vpdpbusd", E | B32, Assembler::vpdpbusd);
    list.three("{vex} vpdpbusd", V, Assembler::vexVpdpbusd);
    list.three("vpdpwssd", E | B32, Assembler::vpdpwssd);
    list.three("{vex} vpdpwssd", V, Assembler::vexVpdpwssd);
    list.three("vpand", V, Assembler::vpand);
    list.three("vpor", V, Assembler::vpor);
    list.three("vpxor", V, Assembler::vpxor);
    list.three("vpandd", E | B32, Assembler::vpandd);
    list.three("vpord", E | B32, Assembler::vpord);
    list.three("vpxord", E | B32, Assembler::vpxord);
    list.three("vpternlogd", E | B32, ", 0xca", (a, to, l, r) -> a.vpternlogd(to, l, r, 0xca));
    list.three("vpmaxsd", ALL, Assembler::vpmaxsd);
    list.three("vpminsd", ALL, Assembler::vpminsd);
    list.three("vpackssdw", ALL, Assembler::vpackssdw);
    list.three("vpacksswb", V | E, Assembler::vpacksswb);
    list.three("vpackuswb", V | E, Assembler::vpackuswb);
  }

  private interface Shift {
    void write(Assembler a, Vec to, Vec from, int count);
  }

  private static void shift(Listing list, String name, Shift shift) {
    Vec[][] pairs = {
      {xmm(1), xmm(9)}, {ymm(9), ymm(1)}, {zmm(1), zmm(2)}, {zmm(17), zmm(25)}, {ymm(20), ymm(3)}
    };
    for (Vec[] pair : pairs) {
      String operands = Listing.text(pair[0]) + ", " + Listing.text(pair[1]) + ", 7";
      list.line(name + " " + operands, a -> shift.write(a, pair[0], pair[1], 7));
    }
  }

  private static void shifts(Listing list) {
    list.three("vpsllvd", ALL, Assembler::vpsllvd);
    list.three("vpsrlvd", ALL, Assembler::vpsrlvd);
    shift(list, "vpslld", Assembler::vpslld);
    shift(list, "vpsrld", Assembler::vpsrld);
    shift(list, "vpsrad", Assembler::vpsrad);
    shift(list, "vpsllw", Assembler::vpsllw);
    shift(list, "vpsrlw", Assembler::vpsrlw);
    shift(list, "vpsraw", Assembler::vpsraw);
  }

  private static void narrowing(Listing list) {
    list.two("vpmovzxbd", V | E | NO_REGISTER, Assembler::vpmovzxbd);
    list.two("vpmovsxbd", V | E | NO_REGISTER, Assembler::vpmovsxbd);
    list.two("vpmovzxbw", V | E | NO_REGISTER, Assembler::vpmovzxbw);
    list.two("vpmovsxbw", V | E | NO_REGISTER, Assembler::vpmovsxbw);
    list.two("vpmovzxwd", V | E | NO_REGISTER, Assembler::vpmovzxwd);
    list.two("vpmovzxbd", V | E | XMM, Assembler::vpmovzxbd);
    list.line("vpmovsxbw zmm17, ymm9", a -> a.vpmovsxbw(zmm(17), ymm(9)));
    list.two("vpmovsxwd", V | E | NO_REGISTER, Assembler::vpmovsxwd);
    list.line("vpmovdw ymm17, zmm9", a -> a.vpmovdw(ymm(17), zmm(9)));
    list.line("vpmovdw xmm3, ymm20", a -> a.vpmovdw(xmm(3), ymm(20)));
    list.store("vpmovdw", E, Assembler::vpmovdw);
    list.store("vpmovdb", E, Assembler::vpmovdb);
    list.store("vpmovusdb", E, Assembler::vpmovusdb);
    list.store("vpmovsdb", E, Assembler::vpmovsdb);
  }

  private static void masks(Listing list) {
    list.line("kmovb k1, eax", a -> a.kmovb(Mask.K1, RAX));
    list.line("kmovw k2, r9d", a -> a.kmovw(Mask.K2, R9));
    list.line("kmovd k3, ecx", a -> a.kmovd(Mask.K3, RCX));
    list.line("kmovq k7, r12", a -> a.kmovq(Mask.K7, R12));
    list.line("kmovw r9d, k3", a -> a.kmovw(R9, Mask.K3));
    list.line("kmovw k3, [rax+8]", a -> a.kmovw(Mask.K3, mem(RAX, 8)));
    list.line("kmovq k3, [r12+8]", a -> a.kmovq(Mask.K3, mem(R12, 8)));
    list.line("kxnorw k1, k2, k3", a -> a.kxnorw(Mask.K1, Mask.K2, Mask.K3));
    list.line("kandw k4, k5, k6", a -> a.kandw(Mask.K4, Mask.K5, Mask.K6));
    list.line("korw k4, k5, k6", a -> a.korw(Mask.K4, Mask.K5, Mask.K6));
    list.line("knotw k4, k5", a -> a.knotw(Mask.K4, Mask.K5));
    list.line("kortestw k4, k5", a -> a.kortestw(Mask.K4, Mask.K5));
    list.line("kshiftrq k1, k2, 16", a -> a.kshiftrq(Mask.K1, Mask.K2, 16));
    list.line("vzeroupper", Assembler::vzeroupper);
  }

  private static void tiles(Listing list) {
    list.line("ldtilecfg [rax+64]", a -> a.ldtilecfg(mem(RAX, 64)));
    list.line("sttilecfg [r12]", a -> a.sttilecfg(mem(R12, 0)));
    list.line("tileloadd tmm3, [rax+rcx*1+64]", a -> a.tileloadd(3, mem(RAX, RCX, 1, 64)));
    list.line("tileloadd tmm7, [r9+rdx*8]", a -> a.tileloadd(7, mem(R9, RDX, 8, 0)));
    list.line("tilestored [rax+r9*2], tmm5", a -> a.tilestored(mem(RAX, R9, 2, 0), 5));
    list.line("tilezero tmm6", a -> a.tilezero(6));
    list.line("tilerelease", Assembler::tilerelease);
    list.line("tdpbusd tmm1, tmm2, tmm3", a -> a.tdpbusd(1, 2, 3));
    list.line("tdpbssd tmm1, tmm2, tmm3", a -> a.tdpbssd(1, 2, 3));
    list.line("tdpbsud tmm4, tmm5, tmm6", a -> a.tdpbsud(4, 5, 6));
    list.line("tdpbuud tmm7, tmm0, tmm6", a -> a.tdpbuud(7, 0, 6));
    list.line("tdpbf16ps tmm7, tmm0, tmm6", a -> a.tdpbf16ps(7, 0, 6));
  }
}
