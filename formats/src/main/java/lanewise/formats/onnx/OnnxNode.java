package lanewise.formats.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import lanewise.formats.ModelFormatException;

/**
 * {@code NodeProto}: one use of an operator.
 *
 * @param name may be empty
 * @param opType the operator's name
 * @param domain the operator's domain; {@code ""} is the default one, also where the file spells it
 *     {@code ai.onnx}
 * @param inputs names of values; an empty name is an optional input left out
 * @param outputs names of values; an empty name is an optional output left out
 * @param attributes by their names, in the file's order
 * @param overload which of several functions of one name, mostly empty
 */
public record OnnxNode(
    String name,
    String opType,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes,
    String overload) {

  public OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Ordered.copy(attributes);
  }

  /** A node of the default domain, for code that builds models. */
  public static OnnxNode of(
      String opType, List<String> inputs, List<String> outputs, OnnxAttribute... attributes) {
    Map<String, OnnxAttribute> named = new LinkedHashMap<>();
    for (OnnxAttribute attribute : attributes) {
      named.put(attribute.name(), attribute);
    }
    return new OnnxNode("", opType, OnnxModel.DEFAULT_DOMAIN, inputs, outputs, named, "");
  }

  /** The {@code INT} attribute of this name, or {@code absent}. */
  public long intAttribute(String attribute, long absent) {
    OnnxAttribute found = attributes.get(attribute);
    if (found == null) {
      return absent;
    }
    if (found instanceof OnnxAttribute.IntValue value) {
      return value.value();
    }
    throw wrongKind(found, "INT");
  }

  /** The {@code FLOAT} attribute of this name, or {@code absent}. */
  public float floatAttribute(String attribute, float absent) {
    OnnxAttribute found = attributes.get(attribute);
    if (found == null) {
      return absent;
    }
    if (found instanceof OnnxAttribute.FloatValue value) {
      return value.value();
    }
    throw wrongKind(found, "FLOAT");
  }

  /** The {@code STRING} attribute of this name as text, or {@code absent}. */
  public String stringAttribute(String attribute, String absent) {
    OnnxAttribute found = attributes.get(attribute);
    if (found == null) {
      return absent;
    }
    if (found instanceof OnnxAttribute.StringValue value) {
      return value.text();
    }
    throw wrongKind(found, "STRING");
  }

  /** A copy of the {@code INTS} attribute of this name, or {@code absent}. */
  public long[] intsAttribute(String attribute, long... absent) {
    OnnxAttribute found = attributes.get(attribute);
    if (found == null) {
      return absent;
    }
    if (found instanceof OnnxAttribute.Ints value) {
      return value.toArray();
    }
    throw wrongKind(found, "INTS");
  }

  /** How messages name the node. */
  public String label() {
    return name.isEmpty() ? opType : opType + " '" + name + "'";
  }

  private ModelFormatException wrongKind(OnnxAttribute found, String expected) {
    return new ModelFormatException(
        "node " + label(),
        ModelFormatException.NO_OFFSET,
        found.name(),
        "found an attribute of kind "
            + found.getClass().getSimpleName()
            + ", allowed is "
            + expected);
  }
}
