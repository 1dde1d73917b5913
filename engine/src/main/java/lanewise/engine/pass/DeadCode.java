package lanewise.engine.pass;

import lanewise.engine.graph.Graph;

/** Removes nodes and constants that no output needs. */
final class DeadCode implements Pass {
  @Override
  public String name() {
    return "dead-code";
  }

  @Override
  public Graph apply(Graph graph, PassContext context) {
    GraphEditor editor = context.edit(graph);
    editor.removeDead();
    return editor.graph();
  }
}
