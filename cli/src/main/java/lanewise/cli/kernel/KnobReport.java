package lanewise.cli.kernel;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import lanewise.kernels.Knob;

/** The system properties that research turns: type, default, value now, effect. */
public final class KnobReport {
  private KnobReport() {}

  /** For people. */
  public static void print(PrintWriter out) {
    for (Knob knob : Knob.values()) {
      out.println("-D" + knob.property() + "=" + knob.type());
      out.println("    effect   " + knob.effect());
      out.println("    default  " + knob.defaultValue());
      out.println("    now      " + (knob.given() == null ? "the default" : knob.given()));
    }
    out.println();
    out.println("Set them by LANEWISE_JAVA_OPTS; lanewise bench kernels measures what they do.");
  }

  /** For programs: an array. */
  public static void write(JsonGenerator json) throws IOException {
    json.writeStartArray();
    for (Knob knob : Knob.values()) {
      json.writeStartObject();
      json.writeStringField("property", knob.property());
      json.writeStringField("type", knob.type());
      json.writeStringField("default", knob.defaultValue());
      json.writeStringField("given", knob.given());
      json.writeStringField("effect", knob.effect());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
