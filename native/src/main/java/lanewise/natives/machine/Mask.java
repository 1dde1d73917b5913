package lanewise.natives.machine;

/** An AVX-512 mask register. {@code K0} as a write mask means "no mask". */
public enum Mask {
  K0,
  K1,
  K2,
  K3,
  K4,
  K5,
  K6,
  K7
}
