package lanewise.engine.pass;

import lanewise.engine.graph.Graph;

/** Gives a graph that computes the same with less work. Stateless and thread-safe. */
public interface Pass {
  /** What the pass is called when it is switched off, such as {@code fuse-gelu}. */
  String name();

  /** The changed graph, or {@code graph} itself when there is nothing to do. */
  Graph apply(Graph graph, PassContext context);
}
