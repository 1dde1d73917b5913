package lanewise.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Value;
import lanewise.engine.graph.ValueKind;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.TensorValue;
import lanewise.kernels.Tensor;

/**
 * A neural network from an ONNX file, ready to run.
 *
 * <p>Thread-safe: any number of threads, virtual ones too, may call {@link #run}; as many calls as
 * there are sessions ({@link ModelOptions#sessions}) run at once, the others wait. The file stays
 * mapped while the model is open. A file that others cut short while it is mapped can end the
 * process under any program that maps files; before each run the size is checked, which makes that
 * unlikely but cannot rule it out: {@link ModelOptions#copyWeights} does.
 *
 * <p>The same input gives the same bits whatever the number of threads.
 */
public final class Model implements AutoCloseable {
  private final LoadedModel loaded;
  private final SessionPool pool;
  private final SharedSymbols symbols;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private Model(LoadedModel loaded) {
    this.loaded = loaded;
    this.pool = new SessionPool(loaded);
    this.symbols = SharedSymbols.of(loaded.graph().inputs());
    this.inputs = TensorSpec.of(loaded.graph().inputs());
    this.outputs = TensorSpec.of(loaded.graph().outputs());
  }

  /** Opens an ONNX file with {@link ModelOptions#defaults}. */
  public static Model open(Path file) throws IOException {
    return open(file, ModelOptions.defaults());
  }

  /**
   * Opens an ONNX file.
   *
   * @throws IOException if the file can't be read
   * @throws lanewise.formats.ModelFormatException if it is not a sound model or uses an operator
   *     that is not supported
   * @throws lanewise.natives.memory.NativeMemoryLimitException if it needs more memory than
   *     allowed; where a node's weights ask for it, it is the cause of a {@code
   *     ModelFormatException} that names the node
   */
  public static Model open(Path file, ModelOptions options) throws IOException {
    return new Model(LoadedModel.open(file, options));
  }

  /** What {@link #run} takes. */
  public List<TensorSpec> inputs() {
    return inputs;
  }

  /** What {@link #run} gives. */
  public List<TensorSpec> outputs() {
    return outputs;
  }

  /** How often each operator stands in the model as its file has it, by name. */
  public Map<String, Integer> operatorCounts() {
    return loaded.operatorCounts();
  }

  /** What the model is made of, and the memory that it holds now. */
  public ModelSummary summary() {
    return loaded.summary(inputs, outputs);
  }

  /** Runs the model with {@link RunOptions#defaults}. */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    return run(inputs, RunOptions.defaults());
  }

  /**
   * Runs the model.
   *
   * @param inputs a tensor for each input's name; they are only read, and only during the call
   * @return a new tensor for each output's name, in the model's order; the caller's own, freed with
   *     the last reference
   * @throws IllegalArgumentException if an input is missing, unknown, or not of the type and shape
   *     that the model states
   * @throws lanewise.formats.ModelFormatException if a node cannot work on what it gets; the
   *     message names the node
   * @throws lanewise.natives.memory.NativeMemoryLimitException if values of these shapes need more
   *     memory than allowed; where a single node asks for it, it is the cause of a {@code
   *     ModelFormatException} that names the node
   * @throws RunStoppedException if the time is up or the thread is interrupted
   * @throws IllegalStateException if the model is closed
   */
  public Map<String, Tensor> run(Map<String, Tensor> inputs, RunOptions options) {
    long start = System.nanoTime();
    Tensor[] ordered = ordered(inputs);
    Session session = pool.acquire(options);
    try {
      return session.run(ordered, options, start);
    } finally {
      pool.release(session);
    }
  }

  /** Runs the model on values of any kind with {@link RunOptions#defaults}. */
  public Map<String, ModelValue> runValues(Map<String, ModelValue> inputs) {
    return runValues(inputs, RunOptions.defaults());
  }

  /**
   * Runs a model that takes or gives other values than tensors of numbers, or any model; all else
   * is as in {@link #run(Map, RunOptions)}.
   *
   * @return a new value for each output's name, in the model's order, the caller's own
   */
  public Map<String, ModelValue> runValues(Map<String, ModelValue> inputs, RunOptions options) {
    long start = System.nanoTime();
    ModelValue[] ordered = orderedValues(inputs);
    Session session = pool.acquire(options);
    try {
      return session.runValues(ordered, options, start);
    } finally {
      pool.release(session);
    }
  }

  private Tensor[] ordered(Map<String, Tensor> given) {
    for (TensorSpec output : outputs) {
      if (!output.kind().equals(ValueKind.TENSOR.label())) {
        throw new IllegalArgumentException(
            "output '" + output.name() + "' is " + output + "; use runValues");
      }
    }
    Graph graph = loaded.graph();
    Tensor[] ordered = new Tensor[graph.inputs().size()];
    for (int i = 0; i < ordered.length; i++) {
      Value input = graph.inputs().get(i);
      ordered[i] = required(input, given);
      if (input.kind() == ValueKind.TENSOR) {
        TensorSpec.check(input, ordered[i]);
      } else {
        TensorSpec.check(input, ModelValue.of(ordered[i]));
      }
    }
    checkNames(given);
    symbols.check(ordered);
    return ordered;
  }

  private ModelValue[] orderedValues(Map<String, ModelValue> given) {
    Graph graph = loaded.graph();
    ModelValue[] ordered = new ModelValue[graph.inputs().size()];
    Tensor[] tensors = new Tensor[ordered.length];
    for (int i = 0; i < ordered.length; i++) {
      Value input = graph.inputs().get(i);
      ordered[i] = required(input, given);
      TensorSpec.check(input, ordered[i]);
      tensors[i] = ordered[i] instanceof TensorValue numbers ? numbers.tensor() : null;
    }
    checkNames(given);
    symbols.check(tensors);
    return ordered;
  }

  private <T> T required(Value input, Map<String, T> given) {
    T value = given.get(input.name());
    if (value == null) {
      throw new IllegalArgumentException(
          "input '" + input.name() + "' is missing; the model takes " + describe(inputs));
    }
    return value;
  }

  private void checkNames(Map<String, ?> given) {
    if (given.size() <= inputs.size()) {
      return;
    }
    for (String name : given.keySet()) {
      if (inputs.stream().noneMatch(input -> input.name().equals(name))) {
        throw new IllegalArgumentException(
            "the model has no input '" + name + "'; it takes " + describe(inputs));
      }
    }
  }

  private static String describe(List<TensorSpec> specs) {
    StringBuilder text = new StringBuilder();
    for (TensorSpec spec : specs) {
      text.append(text.isEmpty() ? "" : ", ").append(spec.name()).append(' ').append(spec);
    }
    return text.isEmpty() ? "no inputs" : text.toString();
  }

  /** Refuses further calls, waits for running ones, and frees all memory. */
  @Override
  public void close() {
    if (pool.close()) {
      loaded.close();
    }
  }
}
