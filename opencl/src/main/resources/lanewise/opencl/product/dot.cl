// Four 8-bit products into a 32-bit sum: an instruction where the device has one, by PTX on NVIDIA,
// by cl_khr_integer_dot_product elsewhere.
#if defined(LANEWISE_NVIDIA) && LANEWISE_NVIDIA >= 61
#define DOT4(name, A, B, types) \
  int name(uint a, uint b, int sum) { \
    int result; \
    __asm__("dp4a." types " %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(sum)); \
    return result; \
  }
#elif defined(cl_khr_integer_dot_product) && \
    defined(__opencl_c_integer_dot_product_input_4x8bit_packed)
#pragma OPENCL EXTENSION cl_khr_integer_dot_product : enable
#define KHR_dot_ss dot_4x8packed_ss_int
#define KHR_dot_su dot_4x8packed_su_int
#define KHR_dot_us dot_4x8packed_us_int
#define KHR_dot_uu dot_4x8packed_uu_uint
#define DOT4(name, A, B, types) \
  int name(uint a, uint b, int sum) { return sum + (int)KHR_##name(a, b); }
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
