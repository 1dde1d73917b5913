package lanewise.engine;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One step of a run, for the JDK's Flight Recorder. */
@Name("lanewise.Step")
@Label("Inference Step")
@Category("Lanewise")
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Node")
  String node;

  @Label("Operator")
  String operator;
}
