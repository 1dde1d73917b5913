package lanewise.kernels.ceiling;

/**
 * What was reached, in 10⁹ operations or bytes a second.
 *
 * @param best in the fastest window
 * @param mean over all windows
 */
public record Rate(double best, double mean) {}
