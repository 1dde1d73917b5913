/**
 * Passes: each takes a graph and gives one that computes the same with less work.
 *
 * <p>What always holds here: a pass keeps the graph's inputs and outputs and the meaning of every
 * name that stays, so facts about values stay true from pass to pass; what a pass does not
 * recognise it leaves alone; every pass can be switched off by name, and a graph runs without any
 * of them.
 *
 * <p>To add a pass: write it over {@link lanewise.engine.pass.GraphEditor}, list it in {@link
 * lanewise.engine.pass.Passes}, and test it alone on a small graph, both on and off.
 */
package lanewise.engine.pass;
