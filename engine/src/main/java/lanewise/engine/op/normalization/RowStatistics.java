package lanewise.engine.op.normalization;

import lanewise.engine.op.Elements;
import lanewise.kernels.Tensor;

/** Statistics of elements that lie together, summed in double precision. */
final class RowStatistics {
  private RowStatistics() {}

  static double mean(Tensor in, long first, long length) {
    double sum = 0;
    for (long i = 0; i < length; i++) {
      sum += Elements.real(in.type(), in.segment(), first + i);
    }
    return sum / length;
  }

  static double variance(Tensor in, long first, long length, double mean) {
    double squares = 0;
    for (long i = 0; i < length; i++) {
      double difference = Elements.real(in.type(), in.segment(), first + i) - mean;
      squares += difference * difference;
    }
    return squares / length;
  }
}
