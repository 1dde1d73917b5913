package lanewise.engine.plan;

/** Is asked between the steps of a run: to stop it, or to measure it. */
public interface RunControl {
  /** Lets every step run. */
  RunControl NONE =
      new RunControl() {
        @Override
        public void beforeStep(BoundStep step) {}

        @Override
        public void afterStep(BoundStep step) {}

        @Override
        public void checkStop() {}

        @Override
        public boolean isStop(RuntimeException thrown) {
          return false;
        }
      };

  /** May throw to stop the run; the session stays usable. */
  void beforeStep(BoundStep step);

  void afterStep(BoundStep step);

  /** May throw to stop the run, also while it plans. */
  void checkStop();

  /** Whether this is what stopped the run, and no node's fault. */
  boolean isStop(RuntimeException thrown);

  /**
   * Whether {@link #beforeStep} may throw because time is up, so that it has to be asked in time.
   */
  default boolean mayHaveToStop() {
    return false;
  }
}
