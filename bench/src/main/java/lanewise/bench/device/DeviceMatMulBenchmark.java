package lanewise.bench.device;

import java.util.concurrent.TimeUnit;
import lanewise.kernels.ElementType;
import lanewise.kernels.Task;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.Devices;
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

/** Products on a device, from handing them over to their end. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 4, time = 1)
@Fork(1)
public class DeviceMatMulBenchmark {
  @Param("opencl")
  String device;

  @Param({"FLOAT32", "FLOAT16", "BFLOAT16", "INT8", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
  ElementType type;

  /** m × n × k. */
  @Param({"1x4096x4096", "128x1536x384", "512x512x512"})
  String shape;

  private Device opened;
  private DeviceProducts products;

  /** Opens the device and binds the product. */
  @Setup(Level.Trial)
  public void open() {
    String[] sizes = shape.split("x", 3);
    opened = Devices.find().open(device, DeviceSettings.defaults());
    products =
        DeviceProducts.of(
            opened,
            type,
            Integer.parseInt(sizes[0]),
            Integer.parseInt(sizes[1]),
            Integer.parseInt(sizes[2]),
            1);
  }

  /** The product, waited for. */
  @Benchmark
  public void multiply() {
    for (Task task : products.tasks()) {
      task.run(0, 0);
    }
    opened.finish();
  }

  /** Gives the device back. */
  @TearDown(Level.Trial)
  public void close() {
    products.close();
    opened.close();
  }
}
