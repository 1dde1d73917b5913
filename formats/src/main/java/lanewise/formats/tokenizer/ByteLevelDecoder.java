package lanewise.formats.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tokens of {@link ByteLevel} characters back to the bytes that these stand for. */
record ByteLevelDecoder() implements Decoder {
  @Override
  public String decode(List<String> tokens) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String token : tokens) {
      boolean allBytes = token.codePoints().allMatch(c -> ByteLevel.byteOf(c) >= 0);
      if (allBytes) {
        token.codePoints().forEach(c -> bytes.write(ByteLevel.byteOf(c)));
      } else {
        bytes.writeBytes(token.getBytes(StandardCharsets.UTF_8)); // an added token, as it stands
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
