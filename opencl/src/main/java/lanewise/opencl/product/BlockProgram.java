package lanewise.opencl.product;

import lanewise.kernels.BlockMatrix;
import lanewise.kernels.ElementType;
import lanewise.kernels.device.DeviceUnsupportedException;
import lanewise.opencl.driver.DeviceContext;
import lanewise.opencl.driver.ProgramSource;

/** The program for weights of one format, as they lie. */
final class BlockProgram {
  private static final ProgramSource SOURCE =
      ProgramSource.of(
          "activation.cl", "product/floatend.cl", "product/dot.cl", "product/blocks.cl");

  /** Work-items that share an output's 16 chains, and the outputs of a group, on a GPU. */
  static final int CHAIN_LANES = 4;

  static final int CHAIN_GROUP = 32;

  /** Work-items that share an output's blocks, and the outputs of a group, on a GPU. */
  static final int BLOCK_LANES = 16;

  static final int BLOCK_GROUP = 8;

  /** Outputs of a group where a work-item makes a whole one. */
  static final int ALONE_GROUP = 8;

  private BlockProgram() {}

  /** The program's number for a type, or -1 where it has none. */
  static int format(ElementType type) {
    return switch (type) {
      case FLOAT32 -> 0;
      case FLOAT16 -> 1;
      case BFLOAT16 -> 2;
      case Q8_0 -> 10;
      case Q4_0 -> 11;
      case Q4_K -> 12;
      case Q6_K -> 13;
      default -> -1;
    };
  }

  /**
   * The program.
   *
   * @param lanes whether several work-items share an output
   * @param rows rows of activations that a work-item takes at once
   * @throws DeviceUnsupportedException if there is none for the type
   */
  static ProgramSource of(DeviceContext context, BlockMatrix weights, boolean lanes, int rows) {
    int format = format(weights.type());
    if (format < 0) {
      throw new DeviceUnsupportedException(
          "the OpenCL tier has no product with "
              + weights.type().label()
              + " weights; it has f32, f16, bf16, q8_0, q4_0, q4_K and q6_K");
    }
    boolean words =
        lanes
            && weights.rowBytes() % Short.BYTES == 0
            && context.aligned("weights", weights.segment(), weights.byteOffset(), Short.BYTES);
    return SOURCE
        .with("FORMAT", format)
        .with("WORDS", words ? 1 : 0)
        .with("ROWS", rows)
        .with("LANES", lanes ? CHAIN_LANES : 1)
        .with("GROUP_N", lanes ? CHAIN_GROUP : ALONE_GROUP)
        .with("BLOCK_LANES", lanes ? BLOCK_LANES : 1)
        .with("BLOCK_GROUP", lanes ? BLOCK_GROUP : ALONE_GROUP);
  }
}
