// What a device can do at most.
kernel void copy_all(global const float4* in, ulong inAt, global float4* out, ulong outAt, long count) {
  for (size_t i = get_global_id(0); i < count; i += get_global_size(0)) {
    out[outAt + i] = in[inAt + i];
  }
}

// Eight chains of four lanes: more than any latency times any width.
kernel void fma_loop(global float* out, ulong outAt, int turns, float x, float y) {
  float4 chains[8];
#pragma unroll
  for (int i = 0; i < 8; i++) {
    chains[i] = (float4)(get_global_id(0) + i);
  }
  for (int turn = 0; turn < turns; turn++) {
#pragma unroll
    for (int i = 0; i < 8; i++) {
      chains[i] = fma(chains[i], (float4)x, (float4)y);
    }
  }
  float4 sum = chains[0] + chains[1] + chains[2] + chains[3] + chains[4] + chains[5] + chains[6] + chains[7];
  if (sum.x + sum.y + sum.z + sum.w == 12345.678f) {
    out[outAt] = sum.x;
  }
}

#if defined(LANEWISE_NVIDIA) && LANEWISE_NVIDIA >= 80
// A warp multiplies 16 × 16 by 16 × 8; eight products that do not wait for each other.
kernel void mma_loop(global float* out, ulong outAt, int turns) {
  float acc[8][4];
  uint a = get_global_id(0) & 1;
#pragma unroll
  for (int i = 0; i < 8; i++) {
    acc[i][0] = acc[i][1] = acc[i][2] = acc[i][3] = 0.0f;
  }
  for (int turn = 0; turn < turns; turn++) {
#pragma unroll
    for (int i = 0; i < 8; i++) {
      __asm__ volatile(
          "mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, "
          "{%0,%1,%2,%3};"
          : "+f"(acc[i][0]), "+f"(acc[i][1]), "+f"(acc[i][2]), "+f"(acc[i][3])
          : "r"(a), "r"(a), "r"(a), "r"(a), "r"(a), "r"(a));
    }
  }
  float sum = 0.0f;
#pragma unroll
  for (int i = 0; i < 8; i++) {
    sum += acc[i][0] + acc[i][1] + acc[i][2] + acc[i][3];
  }
  if (sum == 12345.678f) {
    out[outAt] = sum;
  }
}
#endif
