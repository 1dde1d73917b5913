/**
 * Products on a device, beside what the device can do at most.
 *
 * <p>What always holds here: a product's time is the device's own clock's, the best of a few runs,
 * and its ceiling is measured in the same process.
 *
 * <p>To add a product: a case in {@link lanewise.bench.device.DeviceProducts}.
 */
package lanewise.bench.device;
