package lanewise.engine;

import lanewise.engine.background.Background;
import lanewise.kernels.KernelTier;

/**
 * Gets the tier ready on a thread of its own while the model's file is read: in a young process
 * both take about as long.
 */
record TierStart(ModelOptions options) implements Background.Work<KernelTier, RuntimeException> {
  static Background<KernelTier, RuntimeException> of(ModelOptions options) {
    return Background.start("lanewise-tier", new TierStart(options));
  }

  @Override
  public KernelTier make() {
    return options.kernelTier();
  }
}
