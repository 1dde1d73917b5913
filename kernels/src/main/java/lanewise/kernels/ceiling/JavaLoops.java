package lanewise.kernels.ceiling;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.vector.RegisterLoops;

/**
 * The loops in Java, for processes without machine code.
 *
 * @param fma multiply-adds of f32
 */
record JavaLoops(CeilingLoop fma, ReadLoop.Reader reader) {
  private static final int ROUNDS = 10_000;
  private static final int PLAIN_CHAINS = 8;

  /** Those of the Vector API, or plain ones where it is not there. */
  static JavaLoops best() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
        ? VectorHolder.loops()
        : new JavaLoops(new PlainFma(), JavaLoops::readPlainly);
  }

  private static long readPlainly(MemorySegment memory, long offset, long byteSize, long passes) {
    long seen = 0;
    for (long pass = 0; pass < passes; pass++) {
      for (long at = offset; at < offset + byteSize; at += 2 * Long.BYTES) {
        seen |= memory.get(JAVA_LONG, at) | memory.get(JAVA_LONG, at + Long.BYTES);
      }
    }
    return seen;
  }

  /** Keeps the Vector API's classes from being linked with this one. */
  private static final class VectorHolder {
    private static JavaLoops loops() {
      return new JavaLoops(new VectorFma(), RegisterLoops::read);
    }
  }

  private record VectorFma() implements CeilingLoop {
    @Override
    public double workPerCall() {
      return 2.0 * RegisterLoops.FMA_LANES * ROUNDS;
    }

    @Override
    public long call(int worker) {
      return RegisterLoops.fma(ROUNDS);
    }
  }

  private record PlainFma() implements CeilingLoop {
    @Override
    public double workPerCall() {
      return 2.0 * PLAIN_CHAINS * ROUNDS;
    }

    @Override
    public long call(int worker) {
      float a = 1;
      float b = 2;
      float c = 3;
      float d = 4;
      float e = 5;
      float f = 6;
      float g = 7;
      float h = 8;
      for (int round = 0; round < ROUNDS; round++) {
        a = Math.fma(a, 0.999f, 0.001f);
        b = Math.fma(b, 0.999f, 0.001f);
        c = Math.fma(c, 0.999f, 0.001f);
        d = Math.fma(d, 0.999f, 0.001f);
        e = Math.fma(e, 0.999f, 0.001f);
        f = Math.fma(f, 0.999f, 0.001f);
        g = Math.fma(g, 0.999f, 0.001f);
        h = Math.fma(h, 0.999f, 0.001f);
      }
      return Float.floatToRawIntBits(a + b + c + d + e + f + g + h);
    }
  }
}
