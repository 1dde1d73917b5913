package lanewise.opencl.driver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Compiled programs in a folder, one file each, named by a hash of all that a program depends on:
 * device, driver, source and options. A file begins with that hash and ends with one of its bytes,
 * so that a file cut short, damaged or put there by someone else is not taken; it is then built
 * anew. Files are written beside and renamed, so that processes do not meet each other's halves.
 */
final class ProgramCache {
  private static final byte[] MAGIC = "lanewise program 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HASH_BYTES = 32;
  private static final long LARGEST = 256L << 20;

  private final Path folder;

  /** A cache in {@code folder}, or none where it is null. */
  ProgramCache(Path folder) {
    this.folder = folder;
  }

  /** The hash of what a program depends on. */
  static byte[] key(DeviceInfo info, String source, String options) {
    MessageDigest digest = sha256();
    for (String part :
        new String[] {
          info.platform(), info.vendor(), info.name(), info.driver(), options, source
        }) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
      digest.update(bytes);
    }
    return digest.digest();
  }

  Path file(byte[] key) {
    return folder.resolve(HexFormat.of().formatHex(key) + ".clbin");
  }

  /** The program's binary, or null where there is none that can be taken. */
  byte[] load(byte[] key) {
    if (folder == null) {
      return null;
    }
    byte[] bytes;
    try {
      Path file = file(key);
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST) {
        return null;
      }
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      log("cannot read a compiled program", e);
      return null;
    }
    int start = MAGIC.length + HASH_BYTES;
    if (bytes.length < start + HASH_BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !Arrays.equals(bytes, MAGIC.length, start, key, 0, HASH_BYTES)) {
      return null;
    }
    int end = bytes.length - HASH_BYTES;
    byte[] binary = Arrays.copyOfRange(bytes, start, end);
    byte[] hash = sha256().digest(binary);
    return Arrays.equals(bytes, end, bytes.length, hash, 0, HASH_BYTES) ? binary : null;
  }

  /** Keeps a program's binary; where that fails, the next process builds it anew. */
  void store(byte[] key, byte[] binary) {
    if (folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path beside = Files.createTempFile(folder, "program", ".part");
      try {
        byte[] hash = sha256().digest(binary);
        ByteBuffer whole =
            ByteBuffer.allocate(MAGIC.length + 2 * HASH_BYTES + binary.length)
                .put(MAGIC)
                .put(key)
                .put(binary)
                .put(hash);
        Files.write(beside, whole.array());
        Files.move(beside, file(key), StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      log("cannot keep a compiled program", e);
    }
  }

  private void log(String what, IOException e) {
    System.getLogger(ProgramCache.class.getName())
        .log(System.Logger.Level.INFO, what + " in " + folder + ": " + e);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
