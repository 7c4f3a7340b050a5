package dev.gantry.report;

import java.awt.image.BufferedImage;
import java.util.Map;

/**
 * A black bar with white words in a raster font of its own: a machine without fonts, such as a
 * small container, makes the same film.
 */
final class Caption {
  /** Pixels of the bar. */
  static final int HEIGHT = 18;

  private static final int SCALE = 2;
  private static final int GLYPH_WIDTH = 5;
  private static final int LEFT = 6;
  private static final int TOP = 2;
  private static final int WHITE = 0xffffff;

  /** Rows of five pixels, the lowest bit on the right; seven rows, and one below the line for g. */
  private static final Map<Character, int[]> GLYPHS =
      Map.ofEntries(
          Map.entry('0', new int[] {14, 17, 19, 21, 25, 17, 14}),
          Map.entry('1', new int[] {4, 12, 4, 4, 4, 4, 14}),
          Map.entry('2', new int[] {14, 17, 1, 2, 4, 8, 31}),
          Map.entry('3', new int[] {31, 2, 4, 2, 1, 17, 14}),
          Map.entry('4', new int[] {2, 6, 10, 18, 31, 2, 2}),
          Map.entry('5', new int[] {31, 16, 30, 1, 1, 17, 14}),
          Map.entry('6', new int[] {6, 8, 16, 30, 17, 17, 14}),
          Map.entry('7', new int[] {31, 1, 2, 4, 8, 8, 8}),
          Map.entry('8', new int[] {14, 17, 17, 14, 17, 17, 14}),
          Map.entry('9', new int[] {14, 17, 17, 15, 1, 2, 12}),
          Map.entry('.', new int[] {0, 0, 0, 0, 0, 12, 12}),
          Map.entry('k', new int[] {16, 16, 18, 20, 24, 20, 18}),
          Map.entry('i', new int[] {4, 0, 12, 4, 4, 4, 14}),
          Map.entry('m', new int[] {0, 0, 26, 21, 21, 21, 21}),
          Map.entry('g', new int[] {0, 0, 15, 17, 17, 15, 1, 14}));

  private Caption() {}

  /**
   * Fills the bar from {@code top} on with words that fit.
   *
   * @param words digits, dots, spaces and the letters of "kimg"; others are left blank
   */
  static void draw(BufferedImage frame, String words, int top) {
    for (int y = top; y < top + HEIGHT; y++) {
      for (int x = 0; x < frame.getWidth(); x++) {
        frame.setRGB(x, y, 0);
      }
    }
    int advance = (GLYPH_WIDTH + 1) * SCALE;
    for (int i = 0; i < words.length(); i++) {
      int[] rows = GLYPHS.getOrDefault(words.charAt(i), new int[0]);
      drawGlyph(frame, rows, LEFT + i * advance, top + TOP);
    }
  }

  private static void drawGlyph(BufferedImage frame, int[] rows, int left, int top) {
    for (int y = 0; y < rows.length * SCALE; y++) {
      for (int x = 0; x < GLYPH_WIDTH * SCALE && left + x < frame.getWidth(); x++) {
        if ((rows[y / SCALE] >> (GLYPH_WIDTH - 1 - x / SCALE) & 1) == 1) {
          frame.setRGB(left + x, top + y, WHITE);
        }
      }
    }
  }
}
