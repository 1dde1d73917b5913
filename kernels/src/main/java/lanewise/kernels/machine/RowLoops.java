package lanewise.kernels.machine;

/** Kernels on one row in plain Java and double precision, as a trial's reference. */
final class RowLoops {
  private RowLoops() {}

  static void softmax(float[] in, float factor, float[] mask, float[] out) {
    double max = Double.NEGATIVE_INFINITY;
    double[] scores = new double[in.length];
    for (int i = 0; i < in.length; i++) {
      scores[i] = (double) in[i] * factor + (mask == null ? 0 : mask[i]);
      max = Math.max(max, scores[i]);
    }
    double sum = 0;
    for (int i = 0; i < in.length; i++) {
      scores[i] = Math.exp(scores[i] - max);
      sum += scores[i];
    }
    for (int i = 0; i < in.length; i++) {
      out[i] = (float) (scores[i] / sum);
    }
  }

  static void norm(
      float[] in, float[] scale, float[] bias, float epsilon, boolean centred, float[] out) {
    double mean = 0;
    if (centred) {
      for (float x : in) {
        mean += x;
      }
      mean /= in.length;
    }
    double squares = 0;
    for (float x : in) {
      squares += (x - mean) * (x - mean);
    }
    double inverse = 1 / Math.sqrt(squares / in.length + epsilon);
    for (int i = 0; i < in.length; i++) {
      out[i] = (float) ((in[i] - mean) * inverse * scale[i] + (bias == null ? 0 : bias[i]));
    }
  }
}
