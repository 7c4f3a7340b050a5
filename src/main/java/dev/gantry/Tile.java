package dev.gantry;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a picture that is enlarged at a time: what is kept of it, and what stands around that
 * so that the edge of the part does not matter to it.
 *
 * @param inner what is kept
 * @param outer what is enlarged; as much larger on each side as the model reaches, but within the
 *     picture
 */
record Tile(Area inner, Area outer) {
  /** Kept pixels on a side of a tile, at least. */
  private static final int LEAST = 32;

  /**
   * A rectangle of pixels.
   *
   * @param top first row
   * @param left first column
   * @param height rows
   * @param width columns
   */
  record Area(int top, int left, int height, int width) {}

  /**
   * The tiles of a picture, which together keep every pixel once.
   *
   * @param reach how far away a pixel can matter
   * @param side of what is enlarged at a time at most, where that is enough for the reach
   */
  static List<Tile> of(int height, int width, int reach, int side) {
    int kept = Math.max(LEAST, side - 2 * reach);
    List<Tile> tiles = new ArrayList<>();
    for (int top = 0; top < height; top += kept) {
      for (int left = 0; left < width; left += kept) {
        Area inner =
            new Area(top, left, Math.min(kept, height - top), Math.min(kept, width - left));
        tiles.add(new Tile(inner, around(inner, reach, height, width)));
      }
    }
    return tiles;
  }

  private static Area around(Area inner, int reach, int height, int width) {
    int top = Math.max(0, inner.top() - reach);
    int left = Math.max(0, inner.left() - reach);
    int bottom = Math.min(height, inner.top() + inner.height() + reach);
    int right = Math.min(width, inner.left() + inner.width() + reach);
    return new Area(top, left, bottom - top, right - left);
  }
}
