// What may follow a product's bias. The numbers are those of the Java enum lanewise.kernels.Activation.
#define ACTIVATION_NONE 0
#define ACTIVATION_RELU 1
#define ACTIVATION_GELU_ERF 2
#define ACTIVATION_GELU_TANH 3
#define ACTIVATION_SILU 4
#define ACTIVATION_TANH 5
#define ACTIVATION_SIGMOID 6

float activated(int activation, float x) {
  switch (activation) {
    case ACTIVATION_RELU:
      return isnan(x) ? x : fmax(x, 0.0f);
    case ACTIVATION_GELU_ERF:
      return 0.5f * x * (1.0f + erf(x * 0.70710678f));
    case ACTIVATION_GELU_TANH:
      // (1 + tanh u) / 2 = 1 / (1 + exp(-2u)), which loses nothing where tanh u is near -1.
      return x / (1.0f + exp(-1.59576912f * (x + 0.044715f * x * x * x)));
    case ACTIVATION_SILU:
      return x / (1.0f + exp(-x));
    case ACTIVATION_TANH:
      return tanh(x);
    case ACTIVATION_SIGMOID:
      return 1.0f / (1.0f + exp(-x));
    default:
      return x;
  }
}

// One element of an epilogue: bias, activation, residual.
float finished(
    float sum, int activation, global const float* bias, global const float* residual, size_t column, size_t at) {
  float x = bias ? sum + bias[column] : sum;
  x = activated(activation, x);
  return residual ? x + residual[at] : x;
}
