package dev.gantry.config;

import dev.gantry.error.Check;

/**
 * What is written while a run goes on.
 *
 * @param tickKimg a line of progress and of statistics each so many thousands of images
 * @param pictureKimg a grid of generated images each so many thousands of images
 * @param gridRows rows of the grid
 * @param gridColumns columns of the grid
 */
public record ReportConfig(double tickKimg, double pictureKimg, int gridRows, int gridColumns) {
  /** Checks every component. */
  public ReportConfig {
    Check.positive("tick-kimg", tickKimg);
    Check.positive("picture-kimg", pictureKimg);
    Check.range("grid-rows", gridRows, 1, 64);
    Check.range("grid-columns", gridColumns, 1, 64);
  }

  /** A line every 5 kimg, an 8 by 8 grid every 50. */
  public static ReportConfig defaults() {
    return new ReportConfig(5, 50, 8, 8);
  }
}
