package lanewise.engine.graph;

/**
 * A node does not keep to its operator's specification. Whoever knows the node turns it into a
 * {@link lanewise.formats.ModelFormatException} that names it.
 */
public final class InvalidNodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidNodeException(String message) {
    super(message);
  }

  public InvalidNodeException(String message, Throwable cause) {
    super(message, cause);
  }
}
