package lanewise.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import lanewise.kernels.tier.Tiers;
import picocli.CommandLine.IVersionProvider;

/** What {@code lanewise --version} prints. */
final class Version implements IVersionProvider {
  Version() {}

  @Override
  public String[] getVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
    }
    return new String[] {
      "lanewise " + properties.getProperty("version"),
      "Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
      "kernels: " + Tiers.preferred().name() + " tier"
    };
  }
}
