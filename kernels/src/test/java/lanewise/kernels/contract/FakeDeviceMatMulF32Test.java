package lanewise.kernels.contract;

import java.util.List;
import lanewise.kernels.MatMulF32;
import lanewise.kernels.device.DeviceContractTier;
import lanewise.kernels.device.DeviceSettings;
import lanewise.kernels.device.Devices;
import lanewise.kernels.device.FakeDeviceFaults;
import lanewise.kernels.device.FakeDeviceProvider;

/** That the contracts' way onto a device is sound, where the device itself is beyond doubt. */
class FakeDeviceMatMulF32Test extends MatMulF32Contract {
  private static final long MEMORY_BYTES = 64 << 20;

  @Override
  MatMulF32 kernel() {
    FakeDeviceProvider provider = new FakeDeviceProvider(MEMORY_BYTES, FakeDeviceFaults.none());
    return DeviceContractTier.of(
            Devices.of(List.of(provider)).open("fake", DeviceSettings.defaults()))
        .matMulF32();
  }
}
