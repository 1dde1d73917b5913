package lanewise.kernels.device;

/**
 * What a device can do at most, as a loop that does nothing else has measured it.
 *
 * @param name such as {@code f32 fma} or {@code copy}
 * @param perSecond operations or bytes; a fused multiply-add is two operations, a copied byte two
 *     bytes
 * @param unit {@code FLOP/s} or {@code B/s}
 */
public record DeviceCeiling(String name, double perSecond, String unit) {}
