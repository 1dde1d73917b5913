package lanewise.formats.onnx;

import java.util.List;
import java.util.Map;

/**
 * {@code ModelProto}: a graph, the operator sets that it speaks, and who made it.
 *
 * @param irVersion the version of the ONNX format
 * @param opsetImports the operator-set version of each domain; the default domain is {@code ""}
 * @param functions model-local functions
 * @param metadata {@code metadata_props}
 */
public record OnnxModel(
    long irVersion,
    Map<String, Long> opsetImports,
    String producerName,
    String producerVersion,
    String domain,
    long modelVersion,
    String docString,
    OnnxGraph graph,
    List<OnnxFunction> functions,
    Map<String, String> metadata) {

  /** The domain of ONNX's own operators. */
  public static final String DEFAULT_DOMAIN = "";

  public OnnxModel {
    opsetImports = Ordered.copy(opsetImports);
    functions = List.copyOf(functions);
    metadata = Ordered.copy(metadata);
  }

  /** A model of a graph alone, for code that builds models. */
  public static OnnxModel of(long irVersion, long opsetVersion, OnnxGraph graph) {
    return new OnnxModel(
        irVersion,
        Map.of(DEFAULT_DOMAIN, opsetVersion),
        "lanewise",
        "",
        "",
        0,
        "",
        graph,
        List.of(),
        Map.of());
  }
}
