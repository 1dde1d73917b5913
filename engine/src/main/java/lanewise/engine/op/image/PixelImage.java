package lanewise.engine.op.image;

/**
 * A decoded image.
 *
 * @param pixels row by row, each as {@code 0xRRGGBB}
 */
record PixelImage(int width, int height, int[] pixels) {}
