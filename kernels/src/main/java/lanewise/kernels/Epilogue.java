package lanewise.kernels;

import java.lang.foreign.MemorySegment;

/**
 * What follows a matrix product while its tile is still in cache: {@code out = activation(product +
 * bias) + residual}, all f32.
 *
 * @param bias n values, or null
 * @param activation applied after the bias
 * @param residual an m × n matrix (unit column stride) added after the activation, or null; it may
 *     be the output itself
 */
public record Epilogue(MemorySegment bias, Activation activation, MatrixView residual) {
  /** Just the product. */
  public static final Epilogue NONE = new Epilogue(null, Activation.NONE, null);

  public static Epilogue bias(MemorySegment bias) {
    return new Epilogue(bias, Activation.NONE, null);
  }
}
