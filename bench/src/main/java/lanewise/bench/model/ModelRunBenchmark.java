package lanewise.bench.model;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import lanewise.bench.input.Case;
import lanewise.bench.input.InputMaker;
import lanewise.bench.setup.ModelFiles;
import lanewise.engine.Model;
import lanewise.engine.ModelOptions;
import lanewise.kernels.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** One call of a whole model; with {@code -prof gc} it shows what a call allocates on the heap. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(3)
public class ModelRunBenchmark {
  @Param("all-minilm-l6-v2")
  String model;

  @Param({"1x16", "1x128"})
  String size;

  @Param("1")
  int threads;

  private Model opened;
  private Map<String, Tensor> inputs;

  /** Opens the model and makes its inputs. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    opened = Model.open(ModelFiles.network(model), ModelOptions.defaults().withThreads(threads));
    inputs = new HashMap<>();
    InputMaker.make(opened.inputs(), Case.parse(size))
        .forEach((name, data) -> inputs.put(name, data.tensor()));
  }

  @Benchmark
  public Map<String, Tensor> run() {
    return opened.run(inputs);
  }

  @TearDown(Level.Trial)
  public void close() {
    opened.close();
  }
}
