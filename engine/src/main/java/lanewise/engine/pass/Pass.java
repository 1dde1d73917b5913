package lanewise.engine.pass;

/** Makes a graph compute the same with less work. Stateless and thread-safe. */
interface Pass {
  /** What the pass is called when it is switched off, such as {@code fuse-gelu}. */
  String name();

  /** Changes the graph; an editor that nothing was asked of counts no change. */
  void apply(GraphEditor editor, PassContext context);
}
