package lanewise.bench.peer;

import java.util.Map;
import lanewise.bench.input.InputData;

/** One side of a comparison: a model opened by one engine with one number of threads. */
public interface Engine extends AutoCloseable {
  String name();

  /** Makes the inputs of the next runs ready. */
  void prepare(Map<String, InputData> inputs);

  /** Runs the model once on the inputs that were made ready. */
  void run();

  /** The outputs of the latest run that are f32, by name. */
  Map<String, float[]> outputs();

  @Override
  void close();
}
