/**
 * Operators on signals: windows, Fourier transforms and mel filters.
 *
 * <p>What always holds here: arithmetic is in double precision, and a transform takes time in
 * proportion to {@code n · log n} for every length. To add one, write its operator here and list it
 * in {@code SignalOperators}.
 */
package lanewise.engine.op.signal;
