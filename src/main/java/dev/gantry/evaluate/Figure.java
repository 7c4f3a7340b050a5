package dev.gantry.evaluate;

import org.jspecify.annotations.Nullable;

/**
 * One number of a report.
 *
 * @param key in JSON and statistics, such as {@code fid}
 * @param title in a table
 * @param value the number
 * @param deviation its standard deviation over subsets or splits; null where it has none
 * @param note what tells how to read it
 */
public record Figure(
    String key, String title, double value, @Nullable Double deviation, String note) {
  /**
   * First part of the key of how often a class is made, beside the reference; its label follows.
   */
  public static final String CLASS_PREFIX = "class_ratio_";

  /** Whether it is one bar of the histogram of classes. */
  public boolean ofHistogram() {
    return key.startsWith(CLASS_PREFIX);
  }

  static Figure of(String key, String title, double value, String note) {
    return new Figure(key, title, value, null, note);
  }
}
