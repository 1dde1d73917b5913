package lanewise.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import lanewise.formats.ModelFormatException;
import lanewise.formats.onnx.OnnxAttribute;
import lanewise.formats.onnx.OnnxDataType;
import lanewise.formats.onnx.OnnxDimension;
import lanewise.formats.onnx.OnnxGraph;
import lanewise.formats.onnx.OnnxModel;
import lanewise.formats.onnx.OnnxNode;
import lanewise.formats.onnx.OnnxTensor;
import lanewise.formats.onnx.OnnxType;
import lanewise.formats.onnx.OnnxValueInfo;
import lanewise.formats.onnx.OnnxWriter;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * A process of its own, with a small heap: opens and runs every prefix of three small models and
 * thousands of copies with a bit flipped. Each must run or be refused with a {@link
 * ModelFormatException}, within a second. The last line tells how many did which.
 */
public final class HostileModels {
  private static final int FLIPS = 2000;
  private static final long LIMIT_MILLIS = 1000;
  private static final long MEMORY_LIMIT = 256L << 20;

  private int ran;
  private int refused;
  private long slowestMillis;

  private HostileModels() {}

  /** Takes the seed of the flips. */
  public static void main(String[] arguments) throws Exception {
    long seed = Long.parseLong(arguments[0]);
    HostileModels hostile = new HostileModels();
    Path file = Files.createTempFile("hostile", ".onnx");
    try {
      for (OnnxModel model : List.of(perceptron(), reshaper(), quantized())) {
        byte[] sound;
        try (Arena arena = Arena.ofConfined()) {
          sound = OnnxWriter.toSegment(model, arena).toArray(ValueLayout.JAVA_BYTE);
        }
        hostile.tryOut(file, sound, "sound");
        if (hostile.refused > 0) {
          throw new AssertionError("a sound model was refused");
        }
      }
      for (OnnxModel model : List.of(perceptron(), reshaper(), quantized())) {
        hostile.damage(file, model, seed);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    System.out.printf(
        "%d ran, %d refused, slowest %d ms%n", hostile.ran, hostile.refused, hostile.slowestMillis);
  }

  private void damage(Path file, OnnxModel model, long seed) throws Exception {
    byte[] sound;
    try (Arena arena = Arena.ofConfined()) {
      sound = OnnxWriter.toSegment(model, arena).toArray(ValueLayout.JAVA_BYTE);
    }
    for (int length = 0; length < sound.length; length++) {
      tryOut(file, Arrays.copyOf(sound, length), "prefix of " + length);
    }
    Random random = new Random(seed);
    for (int flip = 0; flip < FLIPS; flip++) {
      byte[] damaged = sound.clone();
      int bit = random.nextInt(8 * sound.length);
      damaged[bit / 8] ^= (byte) (1 << (bit % 8));
      tryOut(file, damaged, "bit " + bit + " flipped, seed " + seed);
    }
  }

  private void tryOut(Path file, byte[] bytes, String what) throws Exception {
    Files.write(file, bytes);
    long start = System.nanoTime();
    ModelOptions options =
        ModelOptions.defaults().withThreads(1).withMemoryLimitBytes(MEMORY_LIMIT);
    try (Model model = Model.open(file, options)) {
      run(model);
      ran++;
    } catch (ModelFormatException expected) {
      refused++;
    } catch (Exception | OutOfMemoryError | StackOverflowError e) {
      throw new AssertionError(what + ": " + e, e);
    }
    long millis = (System.nanoTime() - start) / 1_000_000;
    slowestMillis = Math.max(slowestMillis, millis);
    if (millis > LIMIT_MILLIS) {
      throw new AssertionError(what + " took " + millis + " ms");
    }
  }

  /** Runs on zeros of the shapes that the model declares, with 2 for what it leaves open. */
  private static void run(Model model) {
    Map<String, Tensor> inputs = new HashMap<>();
    for (TensorSpec spec : model.inputs()) {
      long[] dims =
          spec.dimensions() == null
              ? new long[] {2}
              : spec.dimensions().stream()
                  .mapToLong(dim ->
                      dim.chars().allMatch(Character::isDigit) && dim.length() < 4
                          ? Long.parseLong(dim)
                          : 2)
                  .toArray();
      ElementType type = spec.type() == null ? ElementType.FLOAT32 : spec.type();
      Shape shape;
      try {
        shape = Shape.of(dims);
      } catch (IllegalArgumentException tooLarge) {
        throw new ModelFormatException(spec.name(), -1, "input", tooLarge.getMessage());
      }
      if (shape.elementCount() > 1 << 20) {
        throw new ModelFormatException(spec.name(), -1, "input", "too large for this test");
      }
      inputs.put(spec.name(), Tensor.allocate(type, shape));
    }
    model.run(inputs);
  }

  private static OnnxValueInfo value(String name, OnnxDataType type, Object... dims) {
    List<OnnxDimension> dimensions =
        Arrays.stream(dims)
            .map(dim ->
                dim instanceof Integer size
                    ? (OnnxDimension) new OnnxDimension.Known(size)
                    : new OnnxDimension.Symbol((String) dim))
            .toList();
    return new OnnxValueInfo(name, new OnnxType.TensorType(type, Optional.of(dimensions)));
  }

  private static OnnxTensor weights(String name, long... dims) {
    Shape shape = Shape.of(dims);
    float[] values = new float[Math.toIntExact(shape.elementCount())];
    Random random = new Random(name.hashCode());
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return OnnxTensor.of(name, Tensor.of(values, dims));
  }

  /** Two layers and a softmax. */
  private static OnnxModel perceptron() {
    return OnnxModel.of(
        8,
        17,
        OnnxGraph.of(
            "perceptron",
            List.of(value("x", OnnxDataType.FLOAT, "batch", 6)),
            List.of(value("y", OnnxDataType.FLOAT, "batch", 3)),
            List.of(
                OnnxNode.of("MatMul", List.of("x", "w1"), List.of("a")),
                OnnxNode.of("Add", List.of("a", "b1"), List.of("b")),
                OnnxNode.of("Relu", List.of("b"), List.of("c")),
                OnnxNode.of("Gemm", List.of("c", "w2", "b2"), List.of("d")),
                OnnxNode.of(
                    "Softmax", List.of("d"), List.of("y"), new OnnxAttribute.IntValue("axis", -1))),
            List.of(weights("w1", 6, 5), weights("b1", 5), weights("w2", 5, 3), weights("b2", 3))));
  }

  /** Shapes that are computed, slices, transposes, reductions. */
  private static OnnxModel reshaper() {
    return OnnxModel.of(
        8,
        17,
        OnnxGraph.of(
            "reshaper",
            List.of(value("x", OnnxDataType.FLOAT, "batch", 4, 3)),
            List.of(value("y", OnnxDataType.FLOAT, "batch", 12)),
            List.of(
                OnnxNode.of("Shape", List.of("x"), List.of("s")),
                OnnxNode.of(
                    "Gather",
                    List.of("s", "zero"),
                    List.of("n"),
                    new OnnxAttribute.IntValue("axis", 0)),
                OnnxNode.of(
                    "Concat",
                    List.of("n", "rest"),
                    List.of("target"),
                    new OnnxAttribute.IntValue("axis", 0)),
                OnnxNode.of(
                    "Transpose",
                    List.of("x"),
                    List.of("t"),
                    new OnnxAttribute.Ints("perm", List.of(0L, 2L, 1L))),
                OnnxNode.of("Reshape", List.of("t", "target"), List.of("r")),
                OnnxNode.of("ConstantOfShape", List.of("s"), List.of("zeros")),
                OnnxNode.of("Expand", List.of("one", "s"), List.of("ones")),
                OnnxNode.of("Add", List.of("zeros", "ones"), List.of("sum")),
                OnnxNode.of("Reshape", List.of("sum", "target"), List.of("flat")),
                OnnxNode.of("Slice", List.of("r", "start", "end", "axis"), List.of("cut")),
                OnnxNode.of(
                    "Concat",
                    List.of("cut", "cut"),
                    List.of("twice"),
                    new OnnxAttribute.IntValue("axis", 1)),
                OnnxNode.of("Mul", List.of("twice", "flat"), List.of("y"))),
            List.of(
                OnnxTensor.of("zero", Tensor.of(new long[] {0}, 1)),
                OnnxTensor.of("rest", Tensor.of(new long[] {12}, 1)),
                OnnxTensor.of("start", Tensor.of(new long[] {0}, 1)),
                OnnxTensor.of("end", Tensor.of(new long[] {6}, 1)),
                OnnxTensor.of("axis", Tensor.of(new long[] {1}, 1)),
                weights("one", 1))));
  }

  /** Dynamic quantization, an integer product, rescaling. */
  private static OnnxModel quantized() {
    byte[] bytes = new byte[24];
    new Random(5).nextBytes(bytes);
    Tensor weight = Tensor.allocate(ElementType.INT8, Shape.of(6, 4));
    weight.segment().copyFrom(java.lang.foreign.MemorySegment.ofArray(bytes));
    return OnnxModel.of(
        8,
        17,
        OnnxGraph.of(
            "quantized",
            List.of(value("x", OnnxDataType.FLOAT, "batch", 6)),
            List.of(value("y", OnnxDataType.FLOAT, "batch", 4)),
            List.of(
                OnnxNode.of("DynamicQuantizeLinear", List.of("x"), List.of("q", "scale", "zero")),
                OnnxNode.of("MatMulInteger", List.of("q", "w", "zero"), List.of("i")),
                OnnxNode.of(
                    "Cast", List.of("i"), List.of("f"), new OnnxAttribute.IntValue("to", 1)),
                OnnxNode.of("Mul", List.of("scale", "wscale"), List.of("both")),
                OnnxNode.of("Mul", List.of("f", "both"), List.of("g")),
                OnnxNode.of("Add", List.of("g", "bias"), List.of("y"))),
            List.of(OnnxTensor.of("w", weight), weights("wscale", 1), weights("bias", 4))));
  }
}
