package lanewise.engine.op.attention;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;

/** In which order an operand of attention has its four dimensions. */
public enum HeadsLayout {
  /** Batch, rows (positions in the sequence), heads, elements: how a projection writes them. */
  BSHD(1, 2),
  /** Batch, heads, rows, elements. */
  BHSD(2, 1);

  private final int rowsAxis;
  private final int headsAxis;

  HeadsLayout(int rowsAxis, int headsAxis) {
    this.rowsAxis = rowsAxis;
    this.headsAxis = headsAxis;
  }

  int rowsAxis() {
    return rowsAxis;
  }

  int headsAxis() {
    return headsAxis;
  }

  /** The layout that a node's attribute names. */
  static HeadsLayout of(Node node, String attribute) {
    String name = node.attributes().string(attribute, BSHD.name());
    for (HeadsLayout layout : values()) {
      if (layout.name().equals(name)) {
        return layout;
      }
    }
    throw new InvalidNodeException(
        "attribute '" + attribute + "' must be BSHD or BHSD, found " + name);
  }
}
