package lanewise.cli.catalogue;

import lanewise.engine.embed.Pooling;

/**
 * A built-in text encoder, which comes as a jar through Maven.
 *
 * @param name what {@code --model} calls it
 * @param purpose what it is for
 * @param licence as its publishers state it
 * @param pooling how its makers turn token vectors into one
 * @param groupId Maven coordinates of the jar
 * @param artifactId Maven coordinates of the jar
 * @param version Maven coordinates of the jar
 * @param jarSha256 the jar's checksum
 * @param networkEntry the jar's entry that holds the network
 * @param tokenizerEntry the jar's entry that holds the tokenizer
 * @param networkBytes the network's size
 */
public record CatalogueEntry(
    String name,
    String purpose,
    String licence,
    Pooling pooling,
    String groupId,
    String artifactId,
    String version,
    String jarSha256,
    String networkEntry,
    String tokenizerEntry,
    long networkBytes) {

  /** Maven's way to write the coordinates. */
  public String coordinates() {
    return groupId + ":" + artifactId + ":" + version;
  }

  String jarName() {
    return artifactId + "-" + version + ".jar";
  }
}
