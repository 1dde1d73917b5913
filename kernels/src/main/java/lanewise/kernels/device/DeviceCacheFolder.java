package lanewise.kernels.device;

import java.nio.file.Path;

/** Where compiled programs and tuned sizes are kept between processes. */
final class DeviceCacheFolder {
  private DeviceCacheFolder() {}

  /**
   * {@code $LANEWISE_HOME/devices}, else {@code lanewise/devices} in the folder that the system
   * keeps for caches.
   */
  static Path ofUser() {
    String home = System.getenv("LANEWISE_HOME");
    if (home != null && !home.isEmpty()) {
      return Path.of(home, "devices");
    }
    for (String variable : new String[] {"XDG_CACHE_HOME", "LOCALAPPDATA"}) {
      String value = System.getenv(variable);
      if (value != null && !value.isEmpty()) {
        return Path.of(value, "lanewise", "devices");
      }
    }
    return Path.of(System.getProperty("user.home"), ".cache", "lanewise", "devices");
  }
}
