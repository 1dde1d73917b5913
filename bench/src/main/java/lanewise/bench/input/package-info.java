/**
 * What models are given when they are measured: sizes, and made-up values that every engine gets
 * alike.
 *
 * <p>The same size gives the same values in every process. To add a kind of input, teach {@link
 * lanewise.bench.input.InputMaker} its name.
 */
package lanewise.bench.input;
