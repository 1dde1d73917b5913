package lanewise.kernels;

/**
 * A kernel bound to its memory, ready to run any number of times.
 *
 * <p>The work is cut into parts that are fixed by the problem, never by the number of threads.
 * Parts write disjoint ranges, so they may run at once and in any order; one task must not run
 * twice at the same time. Running allocates nothing.
 */
public interface Task {
  /** How many parts there are; 0 when there is nothing to do. */
  int parts();

  /**
   * Runs one part.
   *
   * @param part from 0 to {@link #parts()} - 1
   * @param worker which worker runs it, from 0 to the number of workers - 1: parts that run at the
   *     same time have different workers, so this picks the scratch memory
   */
  void run(int part, int worker);

  /**
   * The tier whose code this is, for reports: the first package of its class below {@code
   * lanewise.kernels}. A task that is not of the tier it lies in says which.
   */
  default String tier() {
    String home = Task.class.getPackageName() + ".";
    String here = getClass().getPackageName() + ".";
    return here.startsWith(home)
        ? here.substring(home.length(), here.indexOf('.', home.length()))
        : "";
  }
}
