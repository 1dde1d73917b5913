/**
 * What a terminal shows: progress while work goes on, and errors.
 *
 * <p>What always holds here: progress goes to standard error and leaves nothing behind; an error is
 * one line; who closes standard output, as {@code head} does, ends the command without a word.
 */
package lanewise.cli.terminal;
