package lanewise.bench.input;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 8x128} from a command line. */
public final class CaseConverter implements ITypeConverter<Case> {
  @Override
  public Case convert(String text) {
    try {
      return Case.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
