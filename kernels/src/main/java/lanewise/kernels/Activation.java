package lanewise.kernels;

/** What may be applied to each element of a matrix product before it is stored. */
public enum Activation {
  NONE,
  /** max(x, 0). */
  RELU,
  /** x · ½ (1 + erf(x / √2)). */
  GELU_ERF,
  /** ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))). */
  GELU_TANH,
  /** x / (1 + e⁻ˣ). */
  SILU,
  TANH,
  SIGMOID
}
