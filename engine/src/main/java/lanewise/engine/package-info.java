/**
 * Models: what a user of the library opens, runs and closes.
 *
 * <p>What always holds here: a {@link lanewise.engine.Model} is immutable and shared by threads; a
 * session, which users never see, is its memory and threads for one call at a time; what a call
 * returns belongs to the caller and never aliases a session's memory.
 */
package lanewise.engine;
