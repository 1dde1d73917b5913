package lanewise.bench.input;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import lanewise.engine.TensorSpec;
import lanewise.kernels.ElementType;

/**
 * Makes inputs for a model from what it says of them: tokens of a plausible range for ids, ones for
 * masks, zeros for types and positions, normally distributed numbers for f32. The seed is fixed.
 */
public final class InputMaker {
  private static final int TOKEN_RANGE = 20_000;

  private InputMaker() {}

  public static Map<String, InputData> make(List<TensorSpec> specs, Case size) {
    Random random = new Random(42);
    Map<String, InputData> inputs = new LinkedHashMap<>();
    for (TensorSpec spec : specs) {
      long[] shape = shape(spec, size);
      int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
      inputs.put(spec.name(), data(spec, shape, count, random));
    }
    return inputs;
  }

  private static InputData data(TensorSpec spec, long[] shape, int count, Random random) {
    if (spec.type() == ElementType.FLOAT32) {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = (float) random.nextGaussian();
      }
      return new InputData(shape, values, null);
    }
    if (spec.type() != ElementType.INT64) {
      throw new IllegalArgumentException(
          "inputs of type f32 and i64 can be made, found " + spec.name() + " " + spec);
    }
    String name = spec.name().toLowerCase(Locale.ROOT);
    long[] values = new long[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          name.contains("mask")
              ? 1
              : name.contains("ids") && !name.contains("type")
                  ? 1000 + random.nextInt(TOKEN_RANGE)
                  : 0;
    }
    return new InputData(shape, null, values);
  }

  private static long[] shape(TensorSpec spec, Case size) {
    if (spec.dimensions() == null) {
      throw new IllegalArgumentException("input " + spec.name() + " has no declared shape");
    }
    long[] shape = new long[spec.dimensions().size()];
    for (int axis = 0; axis < shape.length; axis++) {
      String dimension = spec.dimensions().get(axis);
      shape[axis] =
          dimension.chars().allMatch(Character::isDigit)
              ? Long.parseLong(dimension)
              : axis == 0 ? size.batch() : size.length();
    }
    return shape;
  }
}
