package lanewise.engine.op.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.graph.Node;
import lanewise.engine.op.Operator;
import lanewise.engine.op.OperatorRegistry;

/** The table of all operators. Immutable and thread-safe. */
public final class Operators {
  private record Versioned(int sinceVersion, Operator operator, Versioned older) {}

  private final Map<String, Versioned> table = new HashMap<>();

  private Operators() {
    OperatorRegistry registry =
        new OperatorRegistry() {
          @Override
          public void add(String name, int sinceVersion, Operator operator) {
            insert(key(Node.ONNX, name), sinceVersion, operator);
          }

          @Override
          public void addInternal(String name, Operator operator) {
            insert(key(Node.LANEWISE, name), 1, operator);
          }
        };
    OperatorFamilies.registerAll(registry);
  }

  private static final class Holder {
    static final Operators ALL = new Operators();
  }

  /** All operators. */
  public static Operators all() {
    return Holder.ALL;
  }

  private static String key(String domain, String name) {
    return domain.isEmpty() ? name : domain + ":" + name;
  }

  /** Later versions are listed after earlier ones. */
  private void insert(String key, int sinceVersion, Operator operator) {
    Versioned older = table.get(key);
    if (older != null && older.sinceVersion >= sinceVersion) {
      throw new IllegalStateException(key + " version " + sinceVersion + " is listed out of order");
    }
    table.put(key, new Versioned(sinceVersion, operator, older));
  }

  /** The operator that a node names, in the newest version that is not after the node's. */
  public Operator of(Node node) {
    Operator found = find(node);
    if (found == null) {
      throw InvalidNodeException.unsupported(
          "operator "
              + key(node.domain(), node.operator())
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
    for (Versioned entry = table.get(key(node.domain(), node.operator()));
        entry != null;
        entry = entry.older) {
      if (entry.sinceVersion <= node.version()) {
        return entry.operator;
      }
    }
    return null;
  }

  /** The names of all ONNX operators here, sorted. */
  public Iterable<String> names() {
    TreeSet<String> names = new TreeSet<>();
    for (String key : table.keySet()) {
      if (!key.contains(":")) {
        names.add(key);
      }
    }
    return names;
  }
}
