package lanewise.engine.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Node;
import lanewise.engine.plan.NodeInference;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Tensor;
import org.junit.jupiter.api.Test;

/** Shapes that graphs compute are known before anything runs, as symbols or as numbers. */
final class ShapeChainTest {
  private static final Dim BATCH = Dim.symbol("batch");
  private static final Dim SEQUENCE = Dim.symbol("sequence");

  private final Map<String, Fact> facts = new HashMap<>();
  private final NodeInference inference = new NodeInference("test", facts);

  private void given(String name, ElementType type, Dim... dims) {
    facts.put(name, Fact.of(type, List.of(dims)));
  }

  private void constant(String name, long... values) {
    facts.put(name, Fact.of(Tensor.of(values, values.length)));
  }

  private void scalar(String name, long value) {
    facts.put(name, Fact.of(Tensor.of(new long[] {value})));
  }

  private Fact infer(String operator, String output, List<String> inputs, Object... attributes) {
    return infer(operator, 17, output, inputs, attributes);
  }

  private Fact infer(
      String operator, int version, String output, List<String> inputs, Object... attributes) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      values.put((String) attributes[i], attributes[i + 1]);
    }
    inference.infer(
        new Node(
            output, Node.ONNX, operator, version, inputs, List.of(output), Attributes.of(values)));
    return facts.get(output);
  }

  @Test
  void reshapesAttentionHeadsBySymbols() {
    given("hidden", ElementType.FLOAT32, BATCH, SEQUENCE, Dim.of(384));
    scalar("zero", 0);
    scalar("one", 1);
    constant("heads", 12);
    constant("size", 32);
    constant("axes", 0);
    infer("Shape", "shape", List.of("hidden"));
    infer("Gather", "b", List.of("shape", "zero"), "axis", 0L);
    infer("Gather", "s", List.of("shape", "one"), "axis", 0L);
    infer("Unsqueeze", "b1", List.of("b", "axes"));
    infer("Unsqueeze", "s1", List.of("s", "axes"));
    Fact target = infer("Concat", "target", List.of("b1", "s1", "heads", "size"), "axis", 0L);
    assertEquals(List.of(BATCH, SEQUENCE, Dim.of(12), Dim.of(32)), target.elements());
    Fact split = infer("Reshape", "split", List.of("hidden", "target"));
    assertEquals(List.of(BATCH, SEQUENCE, Dim.of(12), Dim.of(32)), split.dims());
    Fact heads = infer("Transpose", "perHead", List.of("split"), "perm", new long[] {0, 2, 1, 3});
    assertEquals(List.of(BATCH, Dim.of(12), SEQUENCE, Dim.of(32)), heads.dims());
  }

  @Test
  void infersTheRemainingDimensionByCancellingSymbols() {
    given("x", ElementType.FLOAT32, BATCH, Dim.of(12), SEQUENCE, Dim.of(32));
    facts.put(
        "target",
        new Fact(
            ElementType.INT64, List.of(Dim.of(3)), null, List.of(BATCH, SEQUENCE, Dim.of(-1))));
    assertEquals(
        List.of(BATCH, SEQUENCE, Dim.of(384)),
        infer("Reshape", "y", List.of("x", "target")).dims());
    constant("copy", 0, -1, 0);
    given("z", ElementType.FLOAT32, BATCH, Dim.of(6), SEQUENCE);
    assertEquals(
        List.of(BATCH, Dim.of(6), SEQUENCE),
        infer("Reshape", "copied", List.of("z", "copy")).dims());
  }

  @Test
  void zeroIsADimensionUnderAllowZero() {
    given("x", ElementType.FLOAT32, Dim.of(0), Dim.of(3), Dim.of(4));
    constant("target", 3, 4, 0);
    assertEquals(
        List.of(Dim.of(3), Dim.of(4), Dim.of(0)),
        infer("Reshape", "y", List.of("x", "target"), "allowzero", 1L).dims());
  }

  @Test
  void refusesReshapesThatDoNotFit() {
    given("x", ElementType.FLOAT32, Dim.of(2), Dim.of(3));
    constant("four", 4, -1);
    constant("two", -1, -1);
    constant("beyond", 2, 3, 0);
    constant("other", 5, 2);
    constant("negative", -3);
    for (String target : List.of("four", "two", "beyond", "other", "negative")) {
      ModelFormatException refused =
          assertThrows(
              ModelFormatException.class, () -> infer("Reshape", "y", List.of("x", target)));
      assertTrue(refused.getMessage().contains("Reshape"), refused.getMessage());
    }
  }

  @Test
  void replacesMinusOneInExpandTargetsThroughWhere() {
    facts.put(
        "shape", new Fact(ElementType.INT64, List.of(Dim.of(2)), null, List.of(BATCH, Dim.of(-1))));
    constant("count", 2);
    scalar("minusOne", -1);
    Fact ones =
        infer("ConstantOfShape", "ones", List.of("count"), "value", Tensor.of(new long[] {1}, 1));
    assertEquals(List.of(Dim.of(1), Dim.of(1)), ones.elements());
    infer("Mul", "wild", List.of("ones", "minusOne"));
    Fact equal = infer("Equal", "isWild", List.of("shape", "wild"));
    assertEquals(List.of(Dim.of(0), Dim.of(1)), equal.elements());
    Fact chosen = infer("Where", "target", List.of("isWild", "ones", "shape"));
    assertEquals(List.of(BATCH, Dim.of(1)), chosen.elements());
    given("x", ElementType.INT64, Dim.of(1), SEQUENCE);
    assertEquals(List.of(BATCH, SEQUENCE), infer("Expand", "y", List.of("x", "target")).dims());
  }

  @Test
  void countsARangeUpToASymbol() {
    facts.put("limit", new Fact(ElementType.INT64, List.of(), null, List.of(SEQUENCE)));
    scalar("start", 0);
    scalar("delta", 1);
    assertEquals(List.of(SEQUENCE), infer("Range", "r", List.of("start", "limit", "delta")).dims());
    scalar("three", 3);
    assertEquals(
        List.of(Dim.of(0), Dim.of(1), Dim.of(2)),
        infer("Range", "known", List.of("start", "three", "delta")).elements());
  }

  @Test
  void slicesSymbolicShapes() {
    given("x", ElementType.FLOAT32, BATCH, SEQUENCE, Dim.of(5));
    infer("Shape", "shape", List.of("x"));
    constant("one", 1);
    constant("end", Long.MAX_VALUE);
    assertEquals(
        List.of(SEQUENCE, Dim.of(5)),
        infer("Slice", "tail", List.of("shape", "one", "end")).elements());
    assertEquals(
        List.of(SEQUENCE, Dim.of(5)), infer("Shape", "cut", List.of("x"), "start", 1L).elements());
    constant("all", 0);
    constant("axis", 1);
    assertEquals(
        List.of(BATCH, SEQUENCE, Dim.of(5)),
        infer("Slice", "same", List.of("x", "all", "end", "axis")).dims());
  }

  @Test
  void keepsWhatDependsOnDataUnknown() {
    given("x", ElementType.FLOAT32, BATCH, Dim.of(4));
    given("target", ElementType.INT64, Dim.of(3));
    Fact reshaped = infer("Reshape", "y", List.of("x", "target"));
    assertEquals(3, reshaped.dims().size());
    assertTrue(reshaped.dims().stream().noneMatch(Dim::isKnown));
    Fact found = infer("NonZero", "found", List.of("x"));
    assertEquals(Dim.of(2), found.dims().getFirst());
    assertTrue(!found.isConcrete());
    assertNull(found.elements());
  }

  @Test
  void tracksNoElementsThatWrapAround() {
    constant("big", Long.MAX_VALUE);
    constant("one", 1);
    assertNull(infer("Add", "sum", List.of("big", "one")).elements());
  }

  @Test
  void namesOfDeepExpressionsStayShort() {
    facts.put("x0", new Fact(ElementType.INT64, List.of(), null, List.of(BATCH)));
    for (int i = 0; i < 200; i++) {
      infer("Mul", "x" + (i + 1), List.of("x" + i, "x" + i));
    }
    assertTrue(facts.get("x200").elements().getFirst().toString().length() < 300);
  }

  @Test
  void readsAxesWhereTheVersionHasThem() {
    given("x", ElementType.FLOAT32, Dim.of(1), BATCH, Dim.of(1));
    constant("axes", -1);
    List<Dim> expected = List.of(Dim.of(1), BATCH);
    assertEquals(expected, infer("Squeeze", 13, "new", List.of("x", "axes")).dims());
    assertEquals(
        expected, infer("Squeeze", 11, "old", List.of("x"), "axes", new long[] {-1}).dims());
    assertEquals(
        List.of(Dim.of(1), BATCH, Dim.of(1), Dim.of(1)),
        infer("Unsqueeze", 11, "more", List.of("x"), "axes", new long[] {3}).dims());
    assertEquals(
        List.of(Dim.of(1), Dim.of(1), Dim.of(1)),
        infer("ReduceMean", 13, "mean", List.of("x"), "axes", new long[] {1}).dims());
    assertEquals(
        List.of(Dim.of(1), BATCH),
        infer("ReduceSum", 13, "sum", List.of("x", "axes"), "keepdims", 0L).dims());
  }
}
