package dev.gantry.report;

import dev.gantry.error.Check;
import dev.gantry.error.UserException;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Many images in one, row by row, with a white gap of 2 pixels around each.
 *
 * <p>The result is {@link BufferedImage#TYPE_INT_RGB} for grey images too, with equal red, green
 * and blue: {@code TYPE_BYTE_GRAY} means linear light to Java, and drawing or {@code getRGB} would
 * brighten it. {@link Png} stores equal channels as grey. Stateless, so thread-safe.
 */
public final class ImageGrid {
  private static final int GAP = 2;
  private static final int WHITE = 0xffffff;
  private static final int LEGIBLE_SIZE = 48;
  private static final long MAX_PIXELS = 1L << 25;

  private ImageGrid() {}

  /**
   * How many images of which size.
   *
   * @param rows rows of the grid
   * @param columns columns of the grid
   * @param height an image's height in pixels
   * @param width an image's width in pixels
   * @param channels 1 (grey) or 3 (red, green, blue)
   */
  public record Layout(int rows, int columns, int height, int width, int channels) {
    /**
     * Checks every component.
     *
     * @throws UserException if the grid would have more than 33,554,432 pixels
     */
    public Layout {
      Check.range("rows", rows, 1, 1 << 15);
      Check.range("columns", columns, 1, 1 << 15);
      Check.range("height", height, 1, 1 << 15);
      Check.range("width", width, 1, 1 << 15);
      Check.that(channels == 1 || channels == 3, "channels is " + channels + ", not 1 or 3");
      int scale = scale(height, width);
      if (extent(rows, height, scale) * extent(columns, width, scale) > MAX_PIXELS) {
        throw new UserException(
            "a grid of %d x %d images of %d x %d has more than %d pixels; use fewer rows or columns"
                .formatted(rows, columns, height, width, MAX_PIXELS));
      }
    }

    /** Number of images that have a place. */
    public int cells() {
      return rows * columns;
    }

    private int scale() {
      return scale(height, width);
    }

    private int imageValues() {
      return height * width * channels;
    }

    private BufferedImage blank() {
      int gridHeight = (int) extent(rows, height, scale());
      int gridWidth = (int) extent(columns, width, scale());
      BufferedImage grid = new BufferedImage(gridWidth, gridHeight, BufferedImage.TYPE_INT_RGB);
      int[] row = new int[gridWidth];
      Arrays.fill(row, WHITE);
      for (int y = 0; y < gridHeight; y++) {
        grid.setRGB(0, y, gridWidth, 1, row, 0, gridWidth);
      }
      return grid;
    }

    private static long extent(int count, int size, int scale) {
      return (long) count * ((long) size * scale + GAP) + GAP;
    }

    /** Small images are enlarged by a whole factor until the shorter side has 48 pixels. */
    private static int scale(int height, int width) {
      int shorter = Math.min(height, width);
      return Math.max(1, (LEGIBLE_SIZE + shorter - 1) / shorter);
    }
  }

  /**
   * A grid of generated images, each value brought to a byte by {@link #level}.
   *
   * @param images [count, height, width, channels] from the buffer's position to its limit, in [-1,
   *     1]; the position is left as it is. Images without a place are left out, places without an
   *     image stay white.
   */
  public static BufferedImage ofFloats(FloatBuffer images, Layout layout) {
    int start = images.position();
    return draw(images.remaining(), i -> level(images.get(start + i)), layout);
  }

  /**
   * A grid of decoded images.
   *
   * @param images uint8 [count, height, width, channels] from the buffer's position to its limit;
   *     the position is left as it is. Images without a place are left out, places without an image
   *     stay white.
   */
  public static BufferedImage ofBytes(ByteBuffer images, Layout layout) {
    int start = images.position();
    return draw(images.remaining(), i -> images.get(start + i) & 0xff, layout);
  }

  /**
   * The byte of a value: (value + 1) × 127.5, rounded half up, clamped to 0 to 255; NaN is 0.
   *
   * @param value nominally in [-1, 1]
   */
  public static int level(float value) {
    double scaled = Math.floor((value + 1.0) * 127.5 + 0.5);
    return (int) Math.min(255, Math.max(0, scaled));
  }

  private static BufferedImage draw(int values, IntUnaryOperator levels, Layout layout) {
    Check.that(
        values > 0 && values % layout.imageValues() == 0,
        "%d values are not whole images of %d".formatted(values, layout.imageValues()));
    BufferedImage grid = layout.blank();
    int count = Math.min(layout.cells(), values / layout.imageValues());
    for (int i = 0; i < count; i++) {
      drawImage(grid, i, levels, layout);
    }
    return grid;
  }

  private static void drawImage(
      BufferedImage grid, int index, IntUnaryOperator levels, Layout layout) {
    int scale = layout.scale();
    int top = GAP + index / layout.columns() * (layout.height() * scale + GAP);
    int left = GAP + index % layout.columns() * (layout.width() * scale + GAP);
    int[] row = new int[layout.width() * scale];
    for (int y = 0; y < layout.height(); y++) {
      int start = index * layout.imageValues() + y * layout.width() * layout.channels();
      for (int x = 0; x < row.length; x++) {
        row[x] = rgb(levels, start + x / scale * layout.channels(), layout.channels());
      }
      for (int repeat = 0; repeat < scale; repeat++) {
        grid.setRGB(left, top + y * scale + repeat, row.length, 1, row, 0, row.length);
      }
    }
  }

  private static int rgb(IntUnaryOperator levels, int offset, int channels) {
    int red = levels.applyAsInt(offset);
    int green = channels == 1 ? red : levels.applyAsInt(offset + 1);
    int blue = channels == 1 ? red : levels.applyAsInt(offset + 2);
    return red << 16 | green << 8 | blue;
  }
}
