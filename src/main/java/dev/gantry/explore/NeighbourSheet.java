package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import dev.gantry.metrics.NearestNeighbours;
import dev.gantry.report.ImageGrid;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Generated images with the training images nearest to them, a row each. */
final class NeighbourSheet {
  private static final byte WHITE = (byte) 255;

  private NeighbourSheet() {}

  /** Draws the generated image, a gap, and its neighbours, nearest first. */
  static BufferedImage draw(
      GeneratedImages generated, ImageSet training, NearestNeighbours neighbours) {
    ImageSet made = generated.images();
    int columns = generated.query().columns();
    byte[] levels = new byte[made.count() * columns * made.imageBytes()];
    Arrays.fill(levels, WHITE);
    ByteBuffer cells = ByteBuffer.wrap(levels);
    for (int row = 0; row < made.count(); row++) {
      int first = row * columns;
      draw(made, row, cells, first);
      for (int order = 0; order < generated.query().nearest(); order++) {
        draw(training, neighbours.of(row, order).index(), cells, first + 2 + order);
      }
    }
    return ImageGrid.ofBytes(
        cells.clear(),
        new ImageGrid.Layout(made.count(), columns, made.height(), made.width(), made.channels()));
  }

  private static void draw(ImageSet images, int image, ByteBuffer cells, int cell) {
    images.copy(image, cells.position(cell * images.imageBytes()));
  }
}
