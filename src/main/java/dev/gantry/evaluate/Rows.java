package dev.gantry.evaluate;

import dev.gantry.metrics.FeatureRows;
import java.util.Arrays;

/** Collects the first rows of many, so that memory is bounded however many come. */
final class Rows {
  private final int size;
  private final int most;
  private float[] values = new float[0];
  private int count;

  /**
   * Starts empty.
   *
   * @param size numbers in a row
   * @param most rows that are kept
   */
  Rows(int size, int most) {
    this.size = size;
    this.most = most;
  }

  void add(FeatureRows rows) {
    int taken = Math.min(rows.count(), most - count);
    int needed = (count + taken) * size;
    if (needed > values.length) {
      long doubled = Math.min((long) most * size, 2L * Math.max(needed, values.length));
      values = Arrays.copyOf(values, (int) Math.max(needed, doubled));
    }
    System.arraycopy(rows.values(), 0, values, count * size, taken * size);
    count += taken;
  }

  FeatureRows rows() {
    return new FeatureRows(count, size, Arrays.copyOf(values, count * size));
  }
}
