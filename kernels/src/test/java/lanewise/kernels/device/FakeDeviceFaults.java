package lanewise.kernels.device;

import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import lanewise.kernels.KernelTier;

/** What goes wrong with a fake device, and what it has no kernels for. */
public final class FakeDeviceFaults {
  private final AtomicInteger lostAt = new AtomicInteger(-1);
  private final Set<String> missing;

  private FakeDeviceFaults(Set<String> missing) {
    this.missing = Set.copyOf(missing);
  }

  /** Nothing goes wrong until {@link #loseAfter} says so. */
  public static FakeDeviceFaults none() {
    return new FakeDeviceFaults(Set.of());
  }

  /**
   * A device without some kernels.
   *
   * @param kernels names of a family's methods, such as {@code softmax}
   */
  public static FakeDeviceFaults without(String... kernels) {
    return new FakeDeviceFaults(Set.of(kernels));
  }

  /** Loses the device once, when it has run so many tasks. */
  public void loseAfter(int tasks) {
    lostAt.set(tasks);
  }

  boolean losesAt(int tasksRun) {
    return lostAt.get() >= 0 && tasksRun >= lostAt.get() && lostAt.getAndSet(-1) >= 0;
  }

  /** The tier, without the kernels that are missing. */
  KernelTier withGaps(KernelTier tier) {
    return missing.isEmpty() ? tier : gaps(KernelTier.class, tier);
  }

  private <T> T gaps(Class<T> type, Object inner) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (missing.contains(method.getName())) {
                throw new DeviceUnsupportedException(
                    "the fake device has no kernel " + method.getName());
              }
              Object result;
              try {
                result = method.invoke(inner, arguments);
              } catch (java.lang.reflect.InvocationTargetException e) {
                throw e.getCause();
              }
              boolean family = type == KernelTier.class && method.getReturnType().isInterface();
              return family && method.getReturnType().getPackage() == type.getPackage()
                  ? gaps(method.getReturnType(), result)
                  : result;
            });
    return type.cast(proxy);
  }
}
