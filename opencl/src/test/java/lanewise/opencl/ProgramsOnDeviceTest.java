package lanewise.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import lanewise.kernels.ElementType;
import lanewise.kernels.Epilogue;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.MatrixView;
import lanewise.kernels.device.Device;
import lanewise.kernels.device.DeviceContractTier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that come from the folder where they are kept. */
class ProgramsOnDeviceTest {
  @TempDir private Path folder;

  @Test
  void buildsAnewWhatTheFolderHasDamaged() throws IOException {
    multiply();
    List<Path> files = programs();
    assertTrue(!files.isEmpty(), "programs are kept");
    multiply();
    assertEquals(files, programs());
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
    multiply();
    for (Path file : files) {
      Files.write(file, new byte[] {1, 2, 3});
    }
    multiply();
  }

  private List<Path> programs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("programs"))) {
      return files.sorted().toList();
    }
  }

  private void multiply() {
    try (Device device =
        new OpenClProvider()
            .open(
                OpenClDeviceForTests.requireDevice(),
                OpenClDeviceForTests.settings().withCacheFolder(folder))) {
      MatMulF32 kernel = DeviceContractTier.of(device).matMulF32();
      ProductCheck.f32(kernel, 3, 5, 7, new Random(1));
      assertEquals(ElementType.FLOAT32, kernel.packed(1, 1, ProductCheck.memory(4)).type());
      assertEquals(
          0,
          kernel
              .multiply(
                  MatrixView.dense(ProductCheck.memory(4), 0, 1),
                  kernel.packed(1, 1, ProductCheck.memory(4)),
                  MatrixView.dense(ProductCheck.memory(4), 0, 1),
                  Epilogue.NONE)
              .parts());
    }
  }
}
