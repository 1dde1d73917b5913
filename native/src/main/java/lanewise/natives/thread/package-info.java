/**
 * Where threads run.
 *
 * <p>What always holds here: only the calling thread is moved, and only among the processors that
 * the process may use. To add a system: bind its call in {@link
 * lanewise.natives.thread.ThreadPinning}, and say there where it was run.
 */
package lanewise.natives.thread;
