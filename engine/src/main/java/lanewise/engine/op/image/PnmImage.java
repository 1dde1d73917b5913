package lanewise.engine.op.image;

import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.HeapLimit;

/** Images in the portable formats PBM, PGM and PPM, plain and raw. */
final class PnmImage {
  private final byte[] bytes;
  private int at = 2;

  private PnmImage(byte[] bytes) {
    this.bytes = bytes;
  }

  static boolean isPnm(byte[] bytes) {
    return bytes.length > 2 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6';
  }

  static PixelImage read(byte[] bytes) {
    return new PnmImage(bytes).read();
  }

  private PixelImage read() {
    int kind = bytes[1] - '0';
    boolean raw = kind > 3;
    boolean bits = kind == 1 || kind == 4;
    boolean color = kind == 3 || kind == 6;
    int width = number();
    int height = number();
    ImageDecoderOperator.checkSize(width, height);
    HeapLimit.require(4L * width * height, "the image");
    int most = bits ? 1 : number();
    if (most < 1 || most > 65535) {
      throw new InvalidNodeException("the largest sample is " + most + ", allowed is 1 to 65535");
    }
    at += raw ? 1 : 0;
    int[] pixels = new int[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel;
        if (bits) {
          int bit = raw ? raw(y * ((width + 7) / 8) + x / 8) >> 7 - x % 8 & 1 : bit();
          pixel = bit == 1 ? 0 : 0xFFFFFF;
        } else if (color) {
          pixel = sample(raw, most) << 16 | sample(raw, most) << 8 | sample(raw, most);
        } else {
          pixel = sample(raw, most) * 0x010101;
        }
        pixels[y * width + x] = pixel;
      }
    }
    return new PixelImage(width, height, pixels);
  }

  private int raw(int offset) {
    if (offset >= bytes.length - at) {
      throw new InvalidNodeException("the image's file ends before its last pixel");
    }
    return bytes[at + offset] & 0xFF;
  }

  private int next() {
    int value = raw(0);
    at++;
    return value;
  }

  /** A sample from 0 to 255. */
  private int sample(boolean raw, int most) {
    int value = !raw ? number() : most < 256 ? next() : next() << 8 | next();
    if (value > most) {
      throw new InvalidNodeException("a sample is " + value + ", the largest allowed is " + most);
    }
    return most == 255 ? value : (value * 255 + most / 2) / most;
  }

  private int bit() {
    skipSpace();
    return next() - '0';
  }

  private int number() {
    skipSpace();
    long value = 0;
    int digits = 0;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && digits < 9) {
      value = value * 10 + bytes[at++] - '0';
      digits++;
    }
    if (digits == 0) {
      throw new InvalidNodeException("a number is expected at byte " + at + " of the image's file");
    }
    return (int) value;
  }

  private void skipSpace() {
    while (at < bytes.length && (bytes[at] == '#' || bytes[at] <= ' ')) {
      if (bytes[at] == '#') {
        while (at < bytes.length && bytes[at] != '\n') {
          at++;
        }
      } else {
        at++;
      }
    }
  }
}
