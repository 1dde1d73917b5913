package lanewise.engine.graph;

/**
 * A node does not keep to its operator's specification, or asks for a part of it that is not
 * supported. Whoever knows the node turns it into a {@link lanewise.formats.ModelFormatException}
 * that names it.
 */
public final class InvalidNodeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean unsupported;

  public InvalidNodeException(String message) {
    this(message, false);
  }

  public InvalidNodeException(String message, Throwable cause) {
    super(message, cause);
    this.unsupported = false;
  }

  private InvalidNodeException(String message, boolean unsupported) {
    super(message);
    this.unsupported = unsupported;
  }

  /** The node is right by its specification, which is not supported to that point. */
  public static InvalidNodeException unsupported(String message) {
    return new InvalidNodeException(message, true);
  }

  /** Whether the node may be right, and what it asks for is not supported. */
  public boolean isUnsupported() {
    return unsupported;
  }
}
