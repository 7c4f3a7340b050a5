package dev.gantry.report;

import dev.gantry.error.Check;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;

/**
 * A grid whose images have their index, from 0 on, in a bar below, for a person to pick from. The
 * numbers are drawn without the machine's fonts. Stateless, so thread-safe.
 */
public final class NumberedGrid {
  /** More digits would not fit under the smallest image. */
  public static final int MAX_IMAGES = 1000;

  private NumberedGrid() {}

  /**
   * Draws.
   *
   * @param images as {@link ImageGrid#ofFloats} takes them, at most {@link #MAX_IMAGES}
   * @param layout with a place for each
   * @return {@link BufferedImage#TYPE_INT_RGB}
   */
  public static BufferedImage of(FloatBuffer images, ImageGrid.Layout layout) {
    int values = layout.height() * layout.width() * layout.channels();
    int count = images.remaining() / values;
    Check.range("images", count, 1, Math.min(MAX_IMAGES, layout.cells()));
    ImageGrid.Layout single =
        new ImageGrid.Layout(1, 1, layout.height(), layout.width(), layout.channels());
    BufferedImage first = cell(images.slice(images.position(), values), single, 0);
    BufferedImage grid =
        new BufferedImage(
            first.getWidth() * layout.columns(),
            first.getHeight() * layout.rows(),
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = grid.createGraphics();
    for (int i = 0; i < count; i++) {
      FloatBuffer image = images.slice(images.position() + i * values, values);
      graphics.drawImage(
          cell(image, single, i),
          i % layout.columns() * first.getWidth(),
          i / layout.columns() * first.getHeight(),
          null);
    }
    graphics.dispose();
    return grid;
  }

  private static BufferedImage cell(FloatBuffer image, ImageGrid.Layout single, int index) {
    BufferedImage picture = ImageGrid.ofFloats(image, single);
    BufferedImage cell =
        new BufferedImage(
            picture.getWidth(), picture.getHeight() + Caption.HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = cell.createGraphics();
    graphics.drawImage(picture, 0, 0, null);
    graphics.dispose();
    Caption.draw(cell, Integer.toString(index), picture.getHeight());
    return cell;
  }
}
