package lanewise.engine;

import java.util.ArrayList;
import java.util.List;
import lanewise.engine.device.ModelDevice;
import lanewise.engine.graph.Dim;
import lanewise.engine.graph.Graph;
import lanewise.engine.graph.Value;
import lanewise.engine.plan.BoundPlan;
import lanewise.engine.plan.BoundStep;
import lanewise.engine.plan.CopyStep;
import lanewise.engine.plan.DeviceStep;
import lanewise.engine.plan.HostStep;
import lanewise.engine.plan.Plan;
import lanewise.engine.plan.RunControl;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.Shape;
import lanewise.natives.memory.NativeMemoryLimitException;

/**
 * Places a model's steps once while it is loaded, for inputs of a likely size, so that all weights
 * are where they will be needed and the first call finds them there.
 */
final class Placing {
  /** What a dimension that the model leaves open is taken to be: the first that works. */
  private static final int[] LIKELY = {8, 64, 1};

  private final LoadedModel model;
  private final ModelDevice device;

  Placing(LoadedModel model, ModelDevice device) {
    this.model = model;
    this.device = device;
  }

  /** What came out, or null where the model cannot be planned before its inputs are there. */
  DevicePlacement place(int workers) {
    for (int size : LIKELY) {
      List<Shape> shapes = shapes(model.graph(), size);
      if (shapes == null) {
        return null;
      }
      try (BoundPlans trial = new BoundPlans(model, device, workers)) {
        Plan plan = model.plan(shapes, device, RunControl.NONE);
        return plan == null ? null : summary(trial.of(plan));
      } catch (ModelFormatException | NativeMemoryLimitException e) {
        System.getLogger(Placing.class.getName())
            .log(
                System.Logger.Level.DEBUG,
                model.source() + " cannot be placed for inputs " + shapes + ": " + e.getMessage());
      }
    }
    return null;
  }

  private static List<Shape> shapes(Graph graph, int size) {
    List<Shape> shapes = new ArrayList<>();
    for (Value input : graph.inputs()) {
      if (input.dims() == null) {
        return null;
      }
      long[] dims = new long[input.dims().size()];
      for (int axis = 0; axis < dims.length; axis++) {
        Dim dim = input.dims().get(axis);
        dims[axis] = dim.isKnown() ? dim.value() : size;
      }
      shapes.add(Shape.of(dims));
    }
    return shapes;
  }

  private DevicePlacement summary(BoundPlan plan) {
    int deviceSteps = 0;
    int copies = 0;
    long copiedBytes = 0;
    List<DevicePlacement.HostStep> hostSteps = new ArrayList<>();
    for (BoundStep step : plan.steps()) {
      switch (step) {
        case DeviceStep own -> deviceSteps++;
        case CopyStep copy -> {
          copies += copy.values().size();
          copiedBytes += copy.byteSize();
        }
        case HostStep own ->
            hostSteps.add(
                new DevicePlacement.HostStep(
                    own.node().title(), own.node().operator(), own.reason()));
      }
    }
    return new DevicePlacement(
        device.device().description().label(),
        deviceSteps,
        hostSteps,
        copies,
        copiedBytes,
        device.weightBytes());
  }
}
