package lanewise.opencl.product;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lanewise.opencl.driver.DeviceInfo;

/**
 * Sizes that were measured to be the best for a device and its driver, in a file of their own below
 * the cache folder. A file that is missing, damaged or another device's leaves the defaults.
 */
public final class TunedSizes {
  private static final Pattern TILE =
      Pattern.compile("(\\d{1,4})x(\\d{1,4})x(\\d{1,3}) (\\d{1,2})x(\\d{1,2})");
  private static final String LARGE = "large";
  private static final String SMALL = "small";
  private static final String DEVICE = "device";

  private final Path file;
  private final DeviceInfo info;

  /**
   * The file for a device.
   *
   * @param cacheFolder or null for none
   */
  public TunedSizes(Path cacheFolder, DeviceInfo info) {
    this.info = info;
    this.file =
        cacheFolder == null
            ? null
            : cacheFolder.resolve("tuned").resolve(fileName(label(info)) + ".properties");
  }

  private static String label(DeviceInfo info) {
    return info.vendor() + " " + info.name() + " " + info.driver();
  }

  private static String fileName(String label) {
    return label.replaceAll("[^A-Za-z0-9.]+", "-") + "-" + Integer.toHexString(label.hashCode());
  }

  /** Where the sizes are kept, or null for nowhere. */
  public Path file() {
    return file;
  }

  /** The tuned sizes, else the defaults. */
  public ProductSizes load() {
    ProductSizes defaults = ProductSizes.defaults(info);
    if (file == null || !Files.isRegularFile(file)) {
      return defaults;
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      Properties properties = new Properties();
      properties.load(reader);
      if (!label(info).equals(properties.getProperty(DEVICE))) {
        return defaults;
      }
      Tile large = tile(properties.getProperty(LARGE));
      Tile small = tile(properties.getProperty(SMALL));
      if (large == null || small == null || !fits(large, info) || !fits(small, info)) {
        return defaults;
      }
      return new ProductSizes(large, small, defaults.itemRows(), defaults.busyGroups());
    } catch (IOException | IllegalArgumentException e) {
      System.getLogger(TunedSizes.class.getName())
          .log(System.Logger.Level.INFO, "tuned sizes in " + file + " cannot be taken: " + e);
      return defaults;
    }
  }

  /** Whether a device has the work-items and the local memory for a tile. */
  static boolean fits(Tile tile, DeviceInfo info) {
    return tile.groupItems() <= info.largestGroup()
        && tile.localBytes(2 * Float.BYTES) <= info.localMemoryBytes();
  }

  private static Tile tile(String text) {
    Matcher matcher = TILE.matcher(text == null ? "" : text);
    return matcher.matches()
        ? new Tile(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            Integer.parseInt(matcher.group(4)),
            Integer.parseInt(matcher.group(5)))
        : null;
  }

  private static String text(Tile tile) {
    return tile.rows()
        + "x"
        + tile.columns()
        + "x"
        + tile.depth()
        + " "
        + tile.itemRows()
        + "x"
        + tile.itemColumns();
  }

  /** Keeps sizes with tiles; written beside and renamed. */
  public void store(ProductSizes sizes) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(DEVICE, label(info));
    properties.setProperty(LARGE, text(sizes.large()));
    properties.setProperty(SMALL, text(sizes.small()));
    StringWriter writer = new StringWriter();
    properties.store(writer, "Sizes of matrix products, measured by lanewise tune");
    Files.createDirectories(file.getParent());
    Path beside = Files.createTempFile(file.getParent(), "tuned", ".part");
    try {
      Files.writeString(beside, writer.toString(), StandardCharsets.ISO_8859_1);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
