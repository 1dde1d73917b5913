package lanewise.engine.op.recurrent;

import java.util.List;
import java.util.Locale;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;

/** An activation of a gate, with its parameters. */
record GateFunction(Kind kind, double alpha, double beta) {
  enum Kind {
    RELU("Relu", 0, 0),
    TANH("Tanh", 0, 0),
    SIGMOID("Sigmoid", 0, 0),
    AFFINE("Affine", 1, 0),
    LEAKY_RELU("LeakyRelu", 0.01, 0),
    THRESHOLDED_RELU("ThresholdedRelu", 1, 0),
    SCALED_TANH("ScaledTanh", 1, 1),
    HARD_SIGMOID("HardSigmoid", 0.2, 0.5),
    ELU("Elu", 1, 0),
    SOFTSIGN("Softsign", 0, 0),
    SOFTPLUS("Softplus", 0, 0);

    private final String label;
    private final double alpha;
    private final double beta;

    Kind(String label, double alpha, double beta) {
      this.label = label;
      this.alpha = alpha;
      this.beta = beta;
    }

    private static Kind of(String name) {
      for (Kind kind : values()) {
        if (kind.label.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
          return kind;
        }
      }
      throw new InvalidNodeException("activation '" + name + "' is not known");
    }
  }

  /** The functions of all directions, as attributes say them or as {@code defaults}. */
  static GateFunction[] of(Attributes attributes, List<String> defaults, int directions) {
    List<String> names = attributes.strings("activations");
    int count = defaults.size() * directions;
    if (names != null && names.size() != count) {
      throw new InvalidNodeException("expected " + count + " activations, found " + names);
    }
    float[] alphas = attributes.reals("activation_alpha");
    float[] betas = attributes.reals("activation_beta");
    GateFunction[] functions = new GateFunction[count];
    for (int i = 0; i < count; i++) {
      Kind kind = Kind.of(names == null ? defaults.get(i % defaults.size()) : names.get(i));
      functions[i] =
          new GateFunction(
              kind,
              alphas != null && i < alphas.length ? alphas[i] : kind.alpha,
              betas != null && i < betas.length ? betas[i] : kind.beta);
    }
    return functions;
  }

  double apply(double x) {
    return switch (kind) {
      case RELU -> Math.max(0, x);
      case TANH -> Math.tanh(x);
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case AFFINE -> alpha * x + beta;
      case LEAKY_RELU -> x >= 0 ? x : alpha * x;
      case THRESHOLDED_RELU -> x > alpha ? x : 0;
      case SCALED_TANH -> alpha * Math.tanh(beta * x);
      case HARD_SIGMOID -> Math.clamp(alpha * x + beta, 0.0, 1.0);
      case ELU -> x >= 0 ? x : alpha * Math.expm1(x);
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    };
  }
}
