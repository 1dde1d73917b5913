/**
 * What all measurements need before they start: arguments, model files, processes with the right
 * flags, and averages.
 *
 * <p>This package knows no command and no benchmark. Something belongs here once two of their
 * packages need it.
 */
package lanewise.bench.setup;
