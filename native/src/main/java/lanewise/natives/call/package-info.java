/**
 * Calls from Java into native code.
 *
 * <p>What always holds here: one shape of call serves all, so that a process links one handle; a
 * call is critical and short; who calls has checked every address and size.
 *
 * <p>To call another function: look it up with {@link lanewise.natives.call.NativeCall#find} and
 * pass its arguments as 64-bit integers. A function that may block needs another way.
 */
package lanewise.natives.call;
