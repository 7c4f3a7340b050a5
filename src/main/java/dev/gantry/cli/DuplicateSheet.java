package dev.gantry.cli;

import dev.gantry.data.ImageSet;
import dev.gantry.dedup.DuplicateGroup;
import dev.gantry.report.ImageGrid;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Groups of near-duplicates as rows of one picture: the image that stays, then the others. */
final class DuplicateSheet {
  private static final int MAX_ROWS = 40;
  private static final int MAX_COLUMNS = 8;
  private static final byte WHITE = (byte) 255;

  private DuplicateSheet() {}

  /** Draws the first groups, and of each as many images as have room. */
  static BufferedImage draw(ImageSet images, List<DuplicateGroup> groups) {
    List<DuplicateGroup> shown = groups.subList(0, Math.min(MAX_ROWS, groups.size()));
    int columns =
        shown.stream()
            .mapToInt(group -> Math.min(MAX_COLUMNS, group.duplicates().size() + 1))
            .max()
            .orElse(1);
    byte[] pixels = new byte[shown.size() * columns * images.imageBytes()];
    Arrays.fill(pixels, WHITE);
    ByteBuffer sheet = ByteBuffer.wrap(pixels);
    for (int row = 0; row < shown.size(); row++) {
      DuplicateGroup group = shown.get(row);
      draw(images, group.kept(), sheet, row * columns);
      List<DuplicateGroup.Duplicate> others = group.duplicates();
      for (int i = 0; i < Math.min(others.size(), columns - 1); i++) {
        draw(images, others.get(i).index(), sheet, row * columns + 1 + i);
      }
    }
    return ImageGrid.ofBytes(
        sheet.clear(),
        new ImageGrid.Layout(
            shown.size(), columns, images.height(), images.width(), images.channels()));
  }

  private static void draw(ImageSet images, int image, ByteBuffer sheet, int cell) {
    images.copy(image, sheet.position(cell * images.imageBytes()));
  }
}
