/**
 * What the hardware can do at most: measured beside every kernel, so that each figure has its
 * ceiling.
 */
package lanewise.bench.roofline;
