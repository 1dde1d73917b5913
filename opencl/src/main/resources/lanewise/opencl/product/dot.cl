// Four 8-bit products into a 32-bit sum: an instruction where the device has one.
#if defined(LANEWISE_NVIDIA) && LANEWISE_NVIDIA >= 61
#define DOT4(name, A, B, types) \
  int name(uint a, uint b, int sum) { \
    int result; \
    __asm__("dp4a." types " %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(sum)); \
    return result; \
  }
#else
#define DOT4(name, A, B, types) \
  int name(uint a, uint b, int sum) { \
    int4 products = convert_int4(as_##A##4(a)) * convert_int4(as_##B##4(b)); \
    return sum + products.x + products.y + products.z + products.w; \
  }
#endif
DOT4(dot_ss, char, char, "s32.s32")
DOT4(dot_su, char, uchar, "s32.u32")
DOT4(dot_us, uchar, char, "u32.s32")
DOT4(dot_uu, uchar, uchar, "u32.u32")
