package lanewise.engine;

import java.util.List;
import java.util.Map;
import lanewise.kernels.ElementType;

/**
 * What a model is made of.
 *
 * @param producer the tool that wrote the file, and its version
 * @param opsets the version of each operator set that the model was written against, by domain
 * @param operators how often each operator stands in the file
 * @param steps how many operators are left after optimization
 * @param parameters elements of all weights
 * @param weights the weights of each element type
 * @param mappedBytes bytes of the files that are mapped while the model is open
 * @param packedBytes native memory of weights that were laid out anew for the kernels
 * @param nativeBytes all native memory that the model holds now, beside mapped files
 * @param tier the kernel tier that it runs on, as far as it runs on the CPU
 * @param placement what runs on the device that was asked for; null where the CPU runs all
 */
public record ModelSummary(
    String producer,
    Map<String, Long> opsets,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Map<String, Integer> operators,
    int steps,
    long parameters,
    Map<ElementType, Weights> weights,
    long mappedBytes,
    long packedBytes,
    long nativeBytes,
    String tier,
    DevicePlacement placement) {

  /** How many tensors of a type there are, their elements and bytes. */
  public record Weights(int tensors, long elements, long bytes) {
    Weights plus(Weights other) {
      return new Weights(tensors + other.tensors, elements + other.elements, bytes + other.bytes);
    }
  }
}
