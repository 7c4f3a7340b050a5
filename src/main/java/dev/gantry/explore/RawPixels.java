package dev.gantry.explore;

import dev.gantry.data.ImageSet;
import java.nio.ByteBuffer;

/**
 * The images themselves, level by level.
 *
 * @param columns values of one image
 */
record RawPixels(int columns) implements RowExtractor {
  @Override
  public float[] rows(ImageSet images, int[] chosen) {
    ByteBuffer levels = ByteBuffer.allocate(chosen.length * images.imageBytes());
    for (int row : chosen) {
      images.copy(row, levels);
    }
    float[] rows = new float[levels.capacity()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = levels.get(i) & 0xff;
    }
    return rows;
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
