package lanewise.opencl.kernel;

import java.lang.foreign.MemorySegment;
import lanewise.kernels.MatrixView;
import lanewise.kernels.RowKernels;
import lanewise.kernels.Task;
import lanewise.kernels.bounds.Bounds;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.Launch;

/** Kernels on rows of f32, a work-group a row. */
public final class OpenClRowKernels implements RowKernels {
  private final DeviceContext context;

  public OpenClRowKernels(DeviceContext context) {
    this.context = context;
  }

  @Override
  public Task softmax(MatrixView in, MatrixView out) {
    return run(rows("softmax", in, out).integer(0), in);
  }

  @Override
  public Task logSoftmax(MatrixView in, MatrixView out) {
    return run(rows("softmax", in, out).integer(1), in);
  }

  @Override
  public Task layerNorm(
      MatrixView in, MemorySegment scale, MemorySegment bias, float epsilon, MatrixView out) {
    Launch launch = rows("layer_norm", in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    if (bias != null) {
      Bounds.requireFloats("bias", bias, in.columns());
    }
    return run(
        launch
            .bytes("scale", scale, 0, Float.BYTES)
            .bytes("bias", bias, 0, Float.BYTES)
            .integer(bias == null ? 0 : 1)
            .real(epsilon),
        in);
  }

  @Override
  public Task rmsNorm(MatrixView in, MemorySegment scale, float epsilon, MatrixView out) {
    Launch launch = rows("rms_norm", in, out);
    Bounds.requireFloats("scale", scale, in.columns());
    return run(launch.bytes("scale", scale, 0, Float.BYTES).real(epsilon), in);
  }

  private Launch rows(String kernel, MatrixView in, MatrixView out) {
    Bounds.requireRows("in", in, in.rows(), in.columns());
    Bounds.requireRows("out", out, in.rows(), in.columns());
    return new Launch(context, Programs.ROWS, kernel)
        .bytes("in", in.segment(), in.byteOffset(), Float.BYTES)
        .number(in.rowStride())
        .bytes("out", out.segment(), out.byteOffset(), Float.BYTES)
        .number(out.rowStride())
        .integer(in.columns());
  }

  private static Task run(Launch launch, MatrixView in) {
    long rows = in.columns() == 0 ? 0 : in.rows();
    return launch.over(rows * Programs.ROW_GROUP, Programs.ROW_GROUP);
  }
}
