package lanewise.engine.pass;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Node;

/** Sorts nodes so that each stands after those that make what it reads, else as they were given. */
final class RunningOrder {
  private final Map<String, Node> producers;
  private final IdentityHashMap<Node, Boolean> placed = new IdentityHashMap<>();
  private final List<Node> ordered = new ArrayList<>();

  private RunningOrder(Map<String, Node> producers) {
    this.producers = producers;
  }

  static List<Node> of(Collection<Node> nodes, Map<String, Node> producers) {
    RunningOrder order = new RunningOrder(producers);
    for (Node node : nodes) {
      order.place(node);
    }
    return order.ordered;
  }

  /** Places a node after its sources, with a stack of its own: graphs may be deep. */
  private void place(Node last) {
    Deque<Node> open = new ArrayDeque<>();
    open.push(last);
    while (!open.isEmpty()) {
      Node node = open.peek();
      Boolean state = placed.get(node);
      if (state == null) {
        placed.put(node, false);
        for (String input : node.inputs()) {
          visit(input, open);
        }
      } else {
        open.pop();
        if (!state) {
          placed.put(node, true);
          ordered.add(node);
        }
      }
    }
  }

  private void visit(String value, Deque<Node> open) {
    Node producer = producers.get(value);
    if (producer != null && !placed.containsKey(producer)) {
      open.push(producer);
    }
  }
}
