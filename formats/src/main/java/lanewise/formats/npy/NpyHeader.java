package lanewise.formats.npy;

import java.nio.charset.StandardCharsets;
import lanewise.formats.ModelFormatException;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;

/**
 * What stands before an array's data.
 *
 * @param bigEndian whether the elements' bytes begin with the highest
 * @param fortranOrder whether the first index runs fastest
 * @param dataOffset where the data begins
 */
record NpyHeader(
    ElementType type, boolean bigEndian, boolean fortranOrder, Shape shape, int dataOffset) {

  /** Longer headers are refused; NumPy itself writes some hundred bytes. */
  static final int MAX_BYTES = 65_536;

  /** The magic bytes, the version and the length in its longest form. */
  static final int PRELUDE_BYTES = 12;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int DATA_ALIGNMENT = 64;

  /** Bytes that the whole header takes, from the first {@link #PRELUDE_BYTES} or fewer. */
  static int length(byte[] start, String source) {
    for (int index = 0; index < MAGIC.length; index++) {
      if (index >= start.length || start[index] != MAGIC[index]) {
        throw new ModelFormatException(
            source, 0, "magic", "the file does not begin like an NPY file");
      }
    }
    int version = start.length > 6 ? start[6] : -1;
    if (version < 1 || version > 3) {
      throw new ModelFormatException(
          source, 6, "version", "found " + version + ", known are 1 to 3");
    }
    int lengthBytes = version == 1 ? 2 : 4;
    if (start.length < 8 + lengthBytes) {
      throw new ModelFormatException(source, 8, "header length", "the file ends within it");
    }
    long length = 0;
    for (int index = 0; index < lengthBytes; index++) {
      length |= (start[8 + index] & 0xFFL) << (8 * index);
    }
    if (length > MAX_BYTES) {
      throw new ModelFormatException(
          source, 8, "header length", "found " + length + ", allowed are at most " + MAX_BYTES);
    }
    return 8 + lengthBytes + (int) length;
  }

  /** Reads a whole header, as long as {@link #length} says. */
  static NpyHeader parse(byte[] header, String source) {
    int textStart = header[6] == 1 ? 10 : 12;
    String text =
        new String(
            header,
            textStart,
            header.length - textStart,
            header[6] == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
    return new NpyHeaderParser(text, textStart, source).parse(header.length);
  }

  /** The header's bytes for a row-major little-endian array, so long that data is aligned. */
  static byte[] bytes(ElementType type, Shape shape) {
    StringBuilder text =
        new StringBuilder("{'descr': '")
            .append(NpyType.description(type))
            .append("', 'fortran_order': False, 'shape': (");
    for (int axis = 0; axis < shape.rank(); axis++) {
      text.append(shape.dim(axis)).append(axis == 0 && shape.rank() == 1 ? "," : "");
      text.append(axis + 1 < shape.rank() ? ", " : "");
    }
    text.append("), }");
    int length = 10 + text.length() + 1;
    text.repeat(' ', -length & (DATA_ALIGNMENT - 1)).append('\n');
    byte[] bytes = new byte[10 + text.length()];
    System.arraycopy(MAGIC, 0, bytes, 0, MAGIC.length);
    bytes[6] = 1;
    bytes[8] = (byte) text.length();
    bytes[9] = (byte) (text.length() >>> 8);
    System.arraycopy(
        text.toString().getBytes(StandardCharsets.US_ASCII), 0, bytes, 10, text.length());
    return bytes;
  }
}
