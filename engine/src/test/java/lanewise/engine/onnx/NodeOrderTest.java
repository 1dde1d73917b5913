package lanewise.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import lanewise.formats.onnx.OnnxNode;
import org.junit.jupiter.api.Test;

class NodeOrderTest {
  private static final OnnxNode A = OnnxNode.of("Neg", List.of("x"), List.of("a"));
  private static final OnnxNode B = OnnxNode.of("Neg", List.of("a"), List.of("b"));
  private static final OnnxNode C = OnnxNode.of("Exp", List.of("x"), List.of("c"));
  private static final OnnxNode D = OnnxNode.of("Add", List.of("b", "c"), List.of("d"));

  private static List<OnnxNode> sorted(OnnxNode... nodes) {
    return NodeOrder.sorted("test", List.of(nodes), Set.of("x"), List.of());
  }

  @Test
  void keepsTheFilesOrderWhereItCanRun() {
    assertEquals(List.of(A, B, C, D), sorted(A, B, C, D));
  }

  @Test
  void putsReadersAfterMakers() {
    assertEquals(List.of(A, B, C, D), sorted(D, B, A, C));
  }
}
