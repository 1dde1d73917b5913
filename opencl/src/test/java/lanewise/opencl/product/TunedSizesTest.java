package lanewise.opencl.product;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import lanewise.kernels.device.DeviceDescription.Kind;
import lanewise.opencl.driver.DeviceInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunedSizesTest {
  @TempDir private Path folder;

  private static DeviceInfo info(String driver) {
    return new DeviceInfo(
        "p", "v", "n", driver, Kind.GPU, 1, 1, 7, 12, 48 << 10, 1024, true, 0, Set.of());
  }

  @Test
  void givesWhatWasKeptForTheSameDeviceAndDriver() throws IOException {
    TunedSizes file = new TunedSizes(folder, info("1"));
    assertEquals(ProductSizes.defaults(info("1")), file.load());
    ProductSizes tuned =
        new ProductSizes(new Tile(64, 128, 8, 8, 8), new Tile(32, 32, 16, 2, 4), 4, 7);
    file.store(tuned);
    assertEquals(tuned, new TunedSizes(folder, info("1")).load());
    assertEquals(ProductSizes.defaults(info("2")), new TunedSizes(folder, info("2")).load());
  }

  @Test
  void keepsToTheDefaultsWhereTheFileCannotBeTaken() throws IOException {
    TunedSizes file = new TunedSizes(folder, info("1"));
    file.store(new ProductSizes(new Tile(64, 64, 8, 8, 8), new Tile(32, 32, 16, 2, 4), 4, 7));
    String whole = Files.readString(file.file());
    for (String damaged :
        new String[] {
          "",
          "\\u00zz",
          whole.replace("64x64x8 8x8", "64x64x8 7x8"),
          whole.replace("64x64x8 8x8", "9999x9999x999 1x4"),
          whole.replace("64x64x8 8x8", "64x64x0 8x8"),
          whole.replace("v n 1", "v n 3")
        }) {
      Files.writeString(file.file(), damaged);
      assertEquals(ProductSizes.defaults(info("1")), file.load(), damaged);
    }
    assertNull(new TunedSizes(null, info("1")).file());
  }
}
