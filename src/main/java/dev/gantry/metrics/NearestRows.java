package dev.gantry.metrics;

import java.util.Arrays;

/** The nearest columns of each row among those offered so far. Rows do not share memory. */
final class NearestRows {
  private final int neighbours;
  private final int[] columns; // [rows, neighbours], nearest first
  private final float[] squared; // [rows, neighbours]

  NearestRows(int rows, int neighbours) {
    this.neighbours = neighbours;
    this.columns = new int[Math.multiplyExact(rows, neighbours)];
    this.squared = new float[rows * neighbours];
    Arrays.fill(squared, Float.POSITIVE_INFINITY);
  }

  /** Keeps the column if it is nearer than the furthest kept; of equal ones the first offered. */
  void offer(int row, int column, float squaredDistance) {
    int first = row * neighbours;
    int at = first + neighbours - 1;
    if (!(squaredDistance < squared[at])) {
      return;
    }
    for (; at > first && squaredDistance < squared[at - 1]; at--) {
      squared[at] = squared[at - 1];
      columns[at] = columns[at - 1];
    }
    squared[at] = squaredDistance;
    columns[at] = column;
  }

  /**
   * Squared distance of a row's neighbour.
   *
   * @param order 0: the nearest
   */
  float squared(int row, int order) {
    return squared[row * neighbours + order];
  }

  int column(int row, int order) {
    return columns[row * neighbours + order];
  }
}
