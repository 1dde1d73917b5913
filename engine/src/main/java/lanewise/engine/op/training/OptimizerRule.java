package lanewise.engine.op.training;

import lanewise.engine.graph.Attributes;

/** How an optimizer moves one element. */
interface OptimizerRule {
  /** How many tensors of state each parameter has. */
  int states();

  /** The rule with a node's numbers, for a learning rate after so many steps. */
  Step at(Attributes attributes, double rate, long steps);

  /** Moves one element. */
  interface Step {
    /**
     * The element's new value.
     *
     * @param states its states, which become the new ones
     */
    double move(double x, double gradient, double[] states);
  }
}
