package lanewise.engine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Whether the other implementation, which is a native library, can be asked here. */
public final class OnnxRuntimePeer {
  private OnnxRuntimePeer() {}

  /** Skips the test where it can't. */
  public static void assumeItRuns() {
    assumeTrue(
        OnnxRuntimePeer.class.getModule().isNativeAccessEnabled(),
        "ONNX Runtime, to compare with, needs native access");
  }
}
