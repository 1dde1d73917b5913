package lanewise.engine.op.catalog;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorVersions;

/** All operators, each made when a node first names it. Thread-safe. */
public final class Operators {
  private static final Operators ALL = new Operators();

  private final Map<String, OperatorVersions> onnx = new ConcurrentHashMap<>();
  private final Map<String, OperatorVersions> internal = new ConcurrentHashMap<>();

  private final Map<String, OperatorVersions> others = new ConcurrentHashMap<>();

  private Operators() {}

  /** All operators. */
  public static Operators all() {
    return ALL;
  }

  /** The operator that a node names, in the newest version that is not after the node's. */
  public Operator of(Node node) {
    Operator found = find(node);
    if (found == null) {
      String domain = node.domain().isEmpty() ? "" : node.domain() + ":";
      throw InvalidNodeException.unsupported(
          "operator "
              + domain
              + node.operator()
              + " version "
              + node.version()
              + " is not supported");
    }
    if (found.needsFirstOutput() && node.output(0).isEmpty()) {
      throw new InvalidNodeException("output 0 is missing");
    }
    return found;
  }

  /** Like {@link #of}, but null when there is none. */
  public Operator find(Node node) {
    OperatorVersions versions =
        switch (node.domain()) {
          case Node.ONNX -> onnx(node.operator());
          case Node.LANEWISE -> internal(node.operator());
          default -> other(node.domain(), node.operator());
        };
    return versions == null ? null : versions.at(node.version());
  }

  private OperatorVersions onnx(String name) {
    OperatorVersions known = onnx.get(name);
    if (known == null) {
      known = OperatorFamilies.find(name);
      if (known != null) { // Only what exists is kept: files may name anything.
        onnx.put(name, known);
      }
    }
    return known;
  }

  private OperatorVersions other(String domain, String name) {
    String key = domain + ":" + name;
    OperatorVersions known = others.get(key);
    if (known == null) {
      known = OperatorFamilies.find(domain, name);
      if (known != null) {
        others.put(key, known);
      }
    }
    return known;
  }

  private OperatorVersions internal(String name) {
    OperatorVersions known = internal.get(name);
    if (known == null) {
      known = OperatorFamilies.findInternal(name);
      if (known != null) {
        internal.put(name, known);
      }
    }
    return known;
  }
}
