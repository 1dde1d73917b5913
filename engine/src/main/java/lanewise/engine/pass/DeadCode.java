package lanewise.engine.pass;

/** Removes nodes and constants that no output needs. */
final class DeadCode implements Pass {
  @Override
  public String name() {
    return "dead-code";
  }

  @Override
  public void apply(GraphEditor editor, PassContext context) {
    editor.removeDead();
  }
}
