package lanewise.engine.op.image;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.ValueCall;
import lanewise.engine.op.ValueOperator;
import lanewise.kernels.ElementType;
import lanewise.kernels.Shape;
import lanewise.kernels.Tensor;

/**
 * ONNX {@code ImageDecoder}: a file's bytes to pixels {@code [height, width, channels]}. PNM is
 * read here; BMP, PNG, JPEG, TIFF and GIF by the JDK's {@code java.desktop} module, which may be
 * absent.
 */
final class ImageDecoderOperator implements ValueOperator {
  /** Pixels of the largest image that is read: 16 times 4096 by 4096. */
  private static final long MOST_PIXELS = 1L << 28;

  @Override
  public void run(ValueCall call) {
    Tensor file = call.tensor(0);
    if (file.type() != ElementType.UINT8 || file.shape().rank() != 1) {
      throw new InvalidNodeException("expected a file's bytes as u8[size], found " + file);
    }
    String format = call.node().attributes().string("pixel_format", "RGB");
    byte[] bytes = file.toByteArray();
    PixelImage image = PnmImage.isPnm(bytes) ? PnmImage.read(bytes) : DesktopImages.read(bytes);
    boolean gray = format.equals("Grayscale");
    if (!gray && !format.equals("RGB") && !format.equals("BGR")) {
      throw new InvalidNodeException(
          "pixel_format is '" + format + "', allowed are RGB, BGR and Grayscale");
    }
    int channels = gray ? 1 : 3;
    Tensor out =
        call.newTensor(ElementType.UINT8, Shape.of(image.height(), image.width(), channels));
    write(image, format, out.segment());
    call.give(0, out);
  }

  static void checkSize(long width, long height) {
    if (width < 1 || height < 1 || width > MOST_PIXELS / height) {
      throw new InvalidNodeException(
          "the image is "
              + width
              + " by "
              + height
              + " pixels, supported are 1 to "
              + MOST_PIXELS
              + " in all");
    }
  }

  private static void write(PixelImage image, String format, MemorySegment out) {
    long at = 0;
    for (int pixel : image.pixels()) {
      int red = pixel >> 16 & 0xFF;
      int green = pixel >> 8 & 0xFF;
      int blue = pixel & 0xFF;
      switch (format) {
        case "RGB" -> {
          out.set(JAVA_BYTE, at++, (byte) red);
          out.set(JAVA_BYTE, at++, (byte) green);
          out.set(JAVA_BYTE, at++, (byte) blue);
        }
        case "BGR" -> {
          out.set(JAVA_BYTE, at++, (byte) blue);
          out.set(JAVA_BYTE, at++, (byte) green);
          out.set(JAVA_BYTE, at++, (byte) red);
        }
        // The weights of ITU-R BT.601 in 16 bits, rounded.
        default ->
            out.set(
                JAVA_BYTE, at++, (byte) (red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16));
      }
    }
  }
}
