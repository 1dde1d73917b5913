package lanewise.bench.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import lanewise.engine.TensorSpec;
import lanewise.kernels.ElementType;
import org.junit.jupiter.api.Test;

final class InputMakerTest {
  private static final List<TensorSpec> ENCODER =
      List.of(
          tokens("input_ids", "batch", "sequence"),
          tokens("attention_mask", "batch", "sequence"),
          tokens("token_type_ids", "batch", "sequence"));

  private static TensorSpec tokens(String name, String... dimensions) {
    return new TensorSpec(name, ElementType.INT64, List.of(dimensions));
  }

  @Test
  void putsBatchAndLengthIntoUnknownDimensions() {
    TensorSpec spec = new TensorSpec("x", ElementType.FLOAT32, List.of("n", "3", "h", "7"));
    InputData made = InputMaker.make(List.of(spec), new Case(2, 5)).get("x");
    assertArrayEquals(new long[] {2, 3, 5, 7}, made.shape());
    assertEquals(2 * 3 * 5 * 7, made.reals().length);
  }

  @Test
  void makesTokensMasksAndTypesByName() {
    Map<String, InputData> made = InputMaker.make(ENCODER, new Case(2, 9));
    assertTrue(
        Arrays.stream(made.get("input_ids").integers()).allMatch(id -> id >= 1000 && id < 21_000));
    assertTrue(Arrays.stream(made.get("attention_mask").integers()).allMatch(mask -> mask == 1));
    assertTrue(Arrays.stream(made.get("token_type_ids").integers()).allMatch(type -> type == 0));
  }

  @Test
  void makesTheSameInputsEachTime() {
    assertEquals(
        InputMaker.make(ENCODER, new Case(1, 16)), InputMaker.make(ENCODER, new Case(1, 16)));
  }

  @Test
  void rejectsInputsWithoutShape() {
    TensorSpec spec = new TensorSpec("x", ElementType.FLOAT32, null);
    assertThrows(
        IllegalArgumentException.class, () -> InputMaker.make(List.of(spec), new Case(1, 1)));
  }

  @Test
  void rejectsTypesThatItCannotMake() {
    TensorSpec spec = new TensorSpec("x", ElementType.BOOL, List.of("1"));
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class, () -> InputMaker.make(List.of(spec), new Case(1, 1)));
    assertTrue(thrown.getMessage().contains("bool"), thrown.getMessage());
  }
}
