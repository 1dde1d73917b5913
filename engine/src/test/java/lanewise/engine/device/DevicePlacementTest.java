package lanewise.engine.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import lanewise.engine.DevicePlacement;
import lanewise.engine.Model;
import lanewise.engine.RunOptions;
import lanewise.engine.RunProfile;
import lanewise.engine.RunStoppedException;
import lanewise.kernels.device.FakeDevice;
import lanewise.kernels.device.FakeDeviceFaults;
import lanewise.kernels.device.FakeDeviceProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which steps run where, what is copied between, and who shares a device. */
class DevicePlacementTest {
  @TempDir Path folder;

  private static List<RunProfile.Step> copies(Model model, int rows) {
    RunProfile profile = new RunProfile();
    model.run(SmallModels.input(rows), RunOptions.defaults().withProfile(profile));
    return profile.steps().stream().filter(RunProfile.Step::isCopy).toList();
  }

  private static List<String> described(List<RunProfile.Step> copies) {
    return copies.stream().map(copy -> copy.operator() + copy.name() + copy.bytes()).toList();
  }

  @Test
  void copiesNothingBetweenStepsOfTheDevice() throws IOException {
    Path file = SmallModels.whole(folder);
    FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.none());
    try (Model model = Model.open(file, SmallModels.on(provider, false))) {
      DevicePlacement placement = model.summary().placement();

      assertEquals("fake:0", placement.device());
      assertEquals(List.of(), placement.hostSteps());
      assertEquals(3, placement.deviceSteps());
      assertEquals(2, placement.copies());
      assertEquals(List.of("(upload)x48", "(download)y48"), described(copies(model, 3)));
      assertArrayEquals(SmallModels.expected(file, 3), SmallModels.run(model, 3));
    }
  }

  @Test
  void copiesAValueOnceBeforeItsFirstReaderOnTheOtherSide() throws IOException {
    Path file = SmallModels.crossing(folder);
    FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.none());
    try (Model model = Model.open(file, SmallModels.on(provider, false))) {
      DevicePlacement placement = model.summary().placement();

      assertEquals(1, placement.hostSteps().size());
      assertEquals("Elu", placement.hostSteps().getFirst().operator());
      assertTrue(placement.hostSteps().getFirst().reason().contains("plain Java"));
      assertEquals(
          List.of("(upload)x32", "(download)m32", "(upload)e32", "(download)y32"),
          described(copies(model, 2)));
      assertArrayEquals(SmallModels.expected(file, 2), SmallModels.run(model, 2));
    }
  }

  @Test
  void leavesStepsToTheCpuForWhichTheDeviceHasNoKernel() throws IOException {
    Path file = SmallModels.whole(folder);
    FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.without("softmax"));
    try (Model model = Model.open(file, SmallModels.on(provider, false))) {
      List<DevicePlacement.HostStep> onCpu = model.summary().placement().hostSteps();

      assertEquals(1, onCpu.size());
      assertEquals("the fake device has no kernel softmax", onCpu.getFirst().reason());
      assertArrayEquals(SmallModels.expected(file, 5), SmallModels.run(model, 5));
    }
  }

  @Test
  void aProfileTellsWhereEachStepRan() throws IOException {
    FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.none());
    try (Model model = Model.open(SmallModels.crossing(folder), SmallModels.on(provider, false))) {
      RunProfile profile = new RunProfile();
      for (int i = 0; i < 3; i++) {
        model.run(SmallModels.input(2), RunOptions.defaults().withProfile(profile));
      }
      List<String> places =
          profile.steps().stream().map(step -> step.operator() + " " + step.place()).toList();

      assertEquals("(upload) cpu", places.getFirst());
      assertTrue(places.contains("Elu cpu"), places.toString());
      assertEquals(4, places.stream().filter(place -> place.endsWith("fake:0")).count());
      for (RunProfile.Step step : profile.steps()) {
        assertEquals(3, step.calls(), step.toString());
        assertTrue(step.nanos() > 0, step.toString());
      }
    }
  }

  @Test
  void sessionsShareTheWeightsAndTheDevice() throws Exception {
    Path file = SmallModels.crossing(folder);
    FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.none());
    List<float[]> expected = new ArrayList<>();
    for (int rows = 0; rows < 8; rows++) {
      expected.add(SmallModels.expected(file, 1 + rows));
    }
    try (Model model = Model.open(file, SmallModels.on(provider, false).withSessions(3));
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> results = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        int rows = thread;
        results.add(
            threads.submit(() -> {
              for (int i = 0; i < 30; i++) {
                int turn = (rows + i) % 8;
                assertArrayEquals(expected.get(turn), SmallModels.run(model, 1 + turn));
              }
            }));
      }
      for (Future<?> result : results) {
        result.get();
      }
      FakeDevice device = provider.opened().getFirst();
      assertEquals(1, provider.opened().size());
      assertTrue(device.liveObjects().buffers() <= 2 + 3, "weights, and a workspace a session");
    }
    assertEquals(0, provider.opened().getFirst().liveObjects().buffers());
  }

  @Test
  void stopsBetweenTwoStepsAndServesTheNextCall() throws IOException {
    Path file = SmallModels.whole(folder);
    FakeDeviceProvider provider = SmallModels.provider(FakeDeviceFaults.none());
    try (Model model = Model.open(file, SmallModels.on(provider, true))) {
      RunOptions atOnce = RunOptions.defaults().withTimeout(Duration.ZERO);
      assertThrows(RunStoppedException.class, () -> model.run(SmallModels.input(2), atOnce));
      Thread.currentThread().interrupt();
      assertThrows(RunStoppedException.class, () -> SmallModels.run(model, 2));
      assertTrue(Thread.interrupted());

      assertArrayEquals(SmallModels.expected(file, 2), SmallModels.run(model, 2));
    }
  }

  @Test
  void aModelOnTheCpuHasNoPlacement() throws IOException {
    try (Model model = Model.open(SmallModels.whole(folder), SmallModels.cpu())) {
      assertNull(model.summary().placement());
    }
  }
}
