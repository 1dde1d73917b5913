package lanewise.engine;

import lanewise.kernels.KernelTier;

/**
 * The tier that a thread of its own gets ready while the model's file is read: in a young process
 * both take about as long.
 */
final class TierStart {
  private final Starter starter;
  private final Thread thread;

  private TierStart(Starter starter) {
    this.starter = starter;
    this.thread = Thread.ofPlatform().daemon().name("lanewise-tier").start(starter);
  }

  static TierStart of(ModelOptions options) {
    return new TierStart(new Starter(options));
  }

  /** Waits until the tier is ready, also in an interrupted thread, which stays so. */
  KernelTier await() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (starter.tier == null) {
      return starter.options.kernelTier(); // Throws again what ended the thread.
    }
    return starter.tier;
  }

  private static final class Starter implements Runnable {
    private final ModelOptions options;
    private KernelTier tier;

    Starter(ModelOptions options) {
      this.options = options;
    }

    @Override
    public void run() {
      try {
        tier = options.kernelTier();
      } catch (RuntimeException | Error e) {
        tier = null; // The one who waits asks again and gets it.
      }
    }
  }
}
