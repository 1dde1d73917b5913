package lanewise.natives.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Bytes of machine code under construction, with labels and constants. Not thread-safe. */
abstract sealed class Code permits ScalarEncoding {
  private byte[] bytes = new byte[2048];
  private int size;
  private final List<Constant> constants = new ArrayList<>();

  /**
   * Words that lie behind the code, at a multiple of {@code 4 · words.length} bytes (64 at most).
   */
  private record Constant(Label label, int[] words) {}

  final void int8(int value) {
    if (size == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * size);
    }
    bytes[size++] = (byte) value;
  }

  final void int32(int value) {
    int8(value);
    int8(value >> 8);
    int8(value >> 16);
    int8(value >> 24);
  }

  /** Where the next byte goes. */
  public final int position() {
    return size;
  }

  /** Gives {@code label} the current position. */
  public final void bind(Label label) {
    if (label.offset >= 0) {
      throw new IllegalStateException("label bound twice, at " + label.offset + " and " + size);
    }
    label.offset = size;
    for (int i = 0; i < label.fixupCount; i++) {
      patch(label.fixups[i], size);
    }
  }

  /** A 32-bit distance from its own end (and {@code trailing} bytes more) to {@code label}. */
  final void distance(Label label, int trailing) {
    if (label.offset >= 0) {
      int32(label.offset - (size + 4 + trailing));
    } else {
      label.addFixup(size);
      int32(-trailing);
    }
  }

  private void patch(int at, int target) {
    int trailing =
        -(bytes[at] & 0xff | bytes[at + 1] << 8 | bytes[at + 2] << 16 | bytes[at + 3] << 24);
    if (trailing < 0 || trailing > 8) {
      throw new IllegalStateException("a distance was patched twice at " + at);
    }
    int value = target - (at + 4 + trailing);
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >> 8);
    bytes[at + 2] = (byte) (value >> 16);
    bytes[at + 3] = (byte) (value >> 24);
  }

  /** A float behind the code; read it with {@code broadcast}. */
  public final Mem constant(float value) {
    return words(Float.floatToRawIntBits(value)).repeated();
  }

  /** A 32-bit integer behind the code, repeated to the vector's width. */
  public final Mem constant(int value) {
    return words(value).repeated();
  }

  /** Floats behind the code, as many as a vector has. */
  public final Mem table(float... values) {
    int[] words = new int[values.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = Float.floatToRawIntBits(values[i]);
    }
    return words(words);
  }

  /** 32-bit words behind the code; equal ones are kept once. */
  public final Mem words(int... words) {
    for (int i = 0; i < constants.size(); i++) {
      Constant constant = constants.get(i);
      if (Arrays.equals(constant.words, words)) {
        return Mem.at(constant.label);
      }
    }
    Label label = new Label();
    constants.add(new Constant(label, words));
    return Mem.at(label);
  }

  /** The finished code with its constants behind it. Nothing may be added afterwards. */
  public final byte[] toByteArray() {
    for (int i = 0; i < constants.size(); i++) {
      Constant constant = constants.get(i);
      int alignment = Math.min(64, 4 * Integer.highestOneBit(constant.words.length));
      while (size % alignment != 0) {
        int8(0xcc);
      }
      bind(constant.label);
      for (int word : constant.words) {
        int32(word);
      }
    }
    constants.clear();
    return Arrays.copyOf(bytes, size);
  }
}
