package lanewise.engine.op.ml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import lanewise.engine.graph.Attributes;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.Elements;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.engine.value.ModelValue;
import lanewise.engine.value.StringTensor;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code LabelEncoder}: each element by a table from strings, integers or reals to such; and
 * {@code CategoryMapper}, a table between strings and integers that is read either way.
 */
final class LabelEncoderOperator implements ValueOperator {
  private static final float DEFAULT_REAL = -0.0f;

  private final boolean categories;

  LabelEncoderOperator(boolean categories) {
    this.categories = categories;
  }

  /**
   * A table.
   *
   * @param type of the values; null for strings
   */
  private record Table(Map<Object, Object> entries, Object absent, ElementType type) {}

  @Override
  public void run(ValueCall call) {
    Attributes attributes = call.node().attributes();
    boolean text = call.input(0) instanceof StringTensor;
    Table table =
        categories
            ? categories(attributes, text)
            : attributes.has("classes_strings") ? classes(attributes, text) : table(attributes);
    List<Object> keys = keys(call, text);
    Shape shape = text ? call.strings(0).shape() : call.tensor(0).shape();
    List<Object> values = new ArrayList<>(keys.size());
    for (Object key : keys) {
      values.add(table.entries.getOrDefault(key, table.absent));
    }
    if (table.type == null) {
      call.give(0, call.newStrings(shape, values.stream().map(String.class::cast).toList()));
      return;
    }
    Tensor out = call.newTensor(table.type, shape);
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Long whole) {
        Elements.setInteger(out.type(), out.segment(), i, whole);
      } else {
        Elements.setReal(out.type(), out.segment(), i, (Double) values.get(i));
      }
    }
    call.give(0, out);
  }

  private static List<Object> keys(ValueCall call, boolean text) {
    if (text) {
      return new ArrayList<>(call.strings(0).elements());
    }
    return numbers(call.tensor(0));
  }

  private static List<Object> numbers(Tensor tensor) {
    Elements.requireNumber(tensor.type());
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < tensor.elementCount(); i++) {
      if (tensor.type().isFloat()) {
        values.add(Elements.real(tensor.type(), tensor.segment(), i));
      } else {
        values.add(Elements.integer(tensor.type(), tensor.segment(), i));
      }
    }
    return values;
  }

  private static Table categories(Attributes attributes, boolean fromText) {
    List<String> strings = Rows.strings(attributes, "cats_strings");
    long[] integers = Rows.integers(attributes, "cats_int64s");
    Rows.requireLength("cats_int64s", integers.length, strings.size());
    Map<Object, Object> entries = new HashMap<>();
    for (int i = 0; i < integers.length; i++) {
      entries.put(fromText ? strings.get(i) : integers[i], fromText ? integers[i] : strings.get(i));
    }
    return fromText
        ? new Table(entries, attributes.integer("default_int64", -1), ElementType.INT64)
        : new Table(entries, attributes.string("default_string", "_Unused"), null);
  }

  /** The first version: strings to their places, or back. */
  private static Table classes(Attributes attributes, boolean fromText) {
    List<String> classes = Rows.strings(attributes, "classes_strings");
    Map<Object, Object> entries = new HashMap<>();
    for (long i = 0; i < classes.size(); i++) {
      String name = classes.get((int) i);
      entries.put(fromText ? name : i, fromText ? i : name);
    }
    return fromText
        ? new Table(entries, attributes.integer("default_int64", -1), ElementType.INT64)
        : new Table(entries, attributes.string("default_string", "_Unused"), null);
  }

  private static Table table(Attributes attributes) {
    List<Object> keys = list(attributes, "keys");
    List<Object> values = list(attributes, "values");
    Rows.requireLength("values", values.size(), keys.size());
    Map<Object, Object> entries = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      entries.putIfAbsent(keys.get(i), values.get(i));
    }
    ElementType type = type(attributes, "values");
    return new Table(entries, absent(attributes, type), type);
  }

  private static List<Object> list(Attributes attributes, String name) {
    if (attributes.has(name + "_strings")) {
      return new ArrayList<>(attributes.strings(name + "_strings"));
    }
    if (attributes.has(name + "_int64s")) {
      return numbers(
          Tensor.of(
              attributes.integers(name + "_int64s"), attributes.integers(name + "_int64s").length));
    }
    if (attributes.has(name + "_floats")) {
      float[] reals = attributes.reals(name + "_floats");
      return numbers(Tensor.of(reals, reals.length));
    }
    if (attributes.isTensor(name + "_tensor")) {
      return numbers(attributes.tensor(name + "_tensor"));
    }
    if (attributes.has(name + "_tensor")) {
      return new ArrayList<>(attributes.object(name + "_tensor", StringTensor.class).elements());
    }
    throw new InvalidNodeException(name + "_strings, _int64s, _floats or _tensor is missing");
  }

  private static ElementType type(Attributes attributes, String name) {
    if (attributes.has(name + "_int64s")) {
      return ElementType.INT64;
    }
    if (attributes.has(name + "_floats")) {
      return ElementType.FLOAT32;
    }
    return attributes.isTensor(name + "_tensor")
        ? Elements.requireNumber(attributes.tensor(name + "_tensor").type())
        : null;
  }

  private static Object absent(Attributes attributes, ElementType type) {
    if (attributes.has("default_tensor")) {
      ModelValue given =
          attributes.isTensor("default_tensor")
              ? ModelValue.of(attributes.tensor("default_tensor"))
              : attributes.object("default_tensor", StringTensor.class);
      List<Object> one =
          given instanceof StringTensor text
              ? new ArrayList<>(text.elements())
              : numbers(attributes.tensor("default_tensor"));
      Object value = one.size() == 1 ? one.getFirst() : null;
      boolean fits =
          value != null && (type == null ? value instanceof String : !(value instanceof String));
      if (!fits) {
        throw new InvalidNodeException("default_tensor must be one value, as the table's are");
      }
      return value;
    }
    if (type == null) {
      return attributes.string("default_string", "_Unused");
    }
    return type.isFloat()
        ? (Object) (double) attributes.real("default_float", DEFAULT_REAL)
        : (Object) attributes.integer("default_int64", -1);
  }
}
