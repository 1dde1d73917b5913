package lanewise.natives.machine;

/** What a CPU can do beyond x86-64, as far as kernels ask for it. */
public enum CpuFeature {
  AVX2,
  FMA,
  F16C,
  /** AVX-512 F, BW, DQ and VL together. */
  AVX512,
  AVX512_VBMI,
  AVX512_VNNI,
  AVX512_BF16,
  AVX_VNNI,
  AMX_INT8,
  AMX_BF16
}
