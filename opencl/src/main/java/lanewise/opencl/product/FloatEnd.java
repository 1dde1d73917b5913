package lanewise.opencl.product;

import lanewise.kernels.Epilogue;
import lanewise.kernels.MatrixView;
import lanewise.opencl.driver.Launch;

/** The arguments with which a product of f32 ends. */
final class FloatEnd {
  private FloatEnd() {}

  static Launch into(Launch launch, MatrixView out, Epilogue epilogue) {
    return launch
        .rows("out", out, Float.BYTES)
        .memory("bias", epilogue.bias(), Float.BYTES)
        .rows("residual", epilogue.residual(), Float.BYTES)
        .integer(epilogue.activation().ordinal());
  }
}
