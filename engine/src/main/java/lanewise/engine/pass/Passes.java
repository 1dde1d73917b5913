package lanewise.engine.pass;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.formats.ModelFormatException;

/** All passes in their order. */
public final class Passes {
  /**
   * Simplifications open the way for each other; real graphs are done after two or three rounds.
   */
  private static final int MOST_ROUNDS = 4;

  private static final List<Pass> SIMPLIFICATIONS =
      List.of(
          new FoldConstants(),
          new SimplifyShapes(),
          new EliminateIdentities(),
          new CommonSubexpressions(),
          new DeadCode());

  private static final List<Pass> FUSIONS =
      List.of(
          new FuseLayerNorm(),
          new FuseGelu(),
          new FuseAttention(),
          new FuseIntegerProducts(),
          new FuseProducts());

  private Passes() {}

  /** The names of all passes, in the order in which they first run. */
  public static List<String> names() {
    return Stream.concat(SIMPLIFICATIONS.stream(), FUSIONS.stream()).map(Pass::name).toList();
  }

  /**
   * Applies all passes but those that are switched off.
   *
   * @param off names of passes
   * @throws IllegalArgumentException if a name is not a pass's
   * @throws ModelFormatException if a node that a pass looks at is not what its operator allows
   */
  public static Graph apply(Graph graph, PassContext context, Set<String> off) {
    for (String name : off) {
      if (!names().contains(name)) {
        throw new IllegalArgumentException(
            "no pass is named '" + name + "'; there are " + String.join(", ", names()));
      }
    }
    context.begin(graph);
    GraphEditor editor = new GraphEditor(graph, context.source());
    simplify(editor, context, off);
    int simplified = editor.changes();
    for (Pass pass : FUSIONS) {
      apply(pass, editor, context, off);
    }
    if (editor.changes() != simplified) {
      simplify(editor, context, off);
    }
    return editor.graph();
  }

  private static void apply(Pass pass, GraphEditor editor, PassContext context, Set<String> off) {
    if (off.contains(pass.name())) {
      return;
    }
    editor.refresh();
    try {
      pass.apply(editor, context);
    } catch (InvalidNodeException | IllegalArgumentException | ArithmeticException e) {
      ModelFormatException invalid =
          new ModelFormatException(
              context.source(),
              ModelFormatException.NO_OFFSET,
              "graph '" + editor.graphName() + "' (" + pass.name() + ")",
              String.valueOf(e.getMessage()));
      invalid.initCause(e);
      throw invalid;
    }
  }

  /** Applies simplifications in turn until none of them changes anything any more. */
  private static void simplify(GraphEditor editor, PassContext context, Set<String> off) {
    int count = SIMPLIFICATIONS.size();
    int unchanged = 0;
    for (int turn = 0; turn < MOST_ROUNDS * count && unchanged < count; turn++) {
      int before = editor.changes();
      apply(SIMPLIFICATIONS.get(turn % count), editor, context, off);
      unchanged = editor.changes() == before ? unchanged + 1 : 0;
    }
  }
}
