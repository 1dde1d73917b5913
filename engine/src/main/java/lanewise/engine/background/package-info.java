/**
 * What is made on a thread of its own while its caller does something else that takes as long.
 *
 * <p>A result is waited for by everyone who needs it, and a failure reaches each of them.
 */
package lanewise.engine.background;
