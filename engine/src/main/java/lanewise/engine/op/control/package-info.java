/**
 * Control flow: operators that run graphs of their own.
 *
 * <p>What always holds here: each step is counted and looks whether the run is to stop, and what a
 * body gives is released once it is given on or copied. To add one, write a {@code ValueOperator}
 * and list it in {@code ControlOperators}.
 */
package lanewise.engine.op.control;
