package lanewise.engine.op.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import lanewise.engine.graph.InvalidNodeException;
import lanewise.engine.op.HeapLimit;

/** Images in the formats that the JDK's {@code java.desktop} reads. */
final class DesktopImages {
  private DesktopImages() {}

  static PixelImage read(byte[] bytes) {
    if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
      throw InvalidNodeException.unsupported(
          "this runtime has no module java.desktop, which reads images; add it");
    }
    try (ImageInputStream stream =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw InvalidNodeException.unsupported("the JDK does not read this image format");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        ImageDecoderOperator.checkSize(reader.getWidth(0), reader.getHeight(0));
        HeapLimit.require(16L * reader.getWidth(0) * reader.getHeight(0), "the image");
        return pixels(reader.read(0));
      } finally {
        reader.dispose();
      }
    } catch (IOException e) {
      throw new InvalidNodeException("the image cannot be read: " + e.getMessage(), e);
    }
  }

  private static PixelImage pixels(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && image.getColorModel().getComponentSize(0) == 8) {
      // Taken as they are: a conversion to sRGB would brighten them.
      int[] gray = image.getRaster().getSamples(0, 0, width, height, 0, (int[]) null);
      for (int i = 0; i < gray.length; i++) {
        gray[i] *= 0x010101;
      }
      return new PixelImage(width, height, gray);
    }
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] &= 0xFFFFFF;
    }
    return new PixelImage(width, height, pixels);
  }
}
