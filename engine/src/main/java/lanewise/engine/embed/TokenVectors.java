package lanewise.engine.embed;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.Tensor;

/** What an encoder gives: {@code vectors[texts, rows, size]}, one row a token. */
record TokenVectors(Tensor vectors, int rows, int size) {

  /** One vector for a text of {@code tokens} tokens; sums run in the order of the tokens. */
  float[] pool(int text, int tokens, Pooling pooling) {
    int used = Math.min(tokens, rows);
    return switch (pooling) {
      case CLS -> row(text, 0);
      case LAST -> row(text, Math.max(0, used - 1));
      case MEAN -> mean(text, used);
    };
  }

  private float[] row(int text, int row) {
    float[] vector = new float[size];
    MemorySegment.copy(
        vectors.segment(),
        JAVA_FLOAT_UNALIGNED,
        4L * ((long) text * rows + row) * size,
        vector,
        0,
        size);
    return vector;
  }

  private float[] mean(int text, int used) {
    float[] sum = row(text, 0);
    for (int row = 1; row < used; row++) {
      float[] next = row(text, row);
      for (int i = 0; i < size; i++) {
        sum[i] += next[i];
      }
    }
    float count = Math.max(1, used);
    for (int i = 0; i < size; i++) {
      sum[i] /= count;
    }
    return sum;
  }
}
