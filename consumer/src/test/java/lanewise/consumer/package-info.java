/**
 * A user's program, compiled and run in processes of its own against the artifacts that a
 * dependency on {@code lanewise-engine} brings, and nothing else.
 */
package lanewise.consumer;
