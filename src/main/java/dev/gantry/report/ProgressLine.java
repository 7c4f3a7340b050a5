package dev.gantry.report;

import java.util.Locale;

/**
 * A run's progress in one line: a live one for a terminal, and one a tick for everything else. Pure
 * functions: printing is the caller's.
 */
public final class ProgressLine {
  private static final int MIN_BAR = 10;
  private static final int MAX_BAR = 40;

  private ProgressLine() {}

  /**
   * The live line, such as {@code [=====> ] 52% 208/400 kimg 431 img/s ETA 7m 25s D 0.693 G 1.204}.
   * Parts are dropped from the end where the terminal is too narrow.
   *
   * @param stats the latest
   * @param totalImages images after which the run is finished
   * @param columns width of the terminal
   * @return at most {@code columns} characters, no line feed
   */
  public static String live(Stats stats, long totalImages, int columns) {
    String numbers =
        String.format(
            Locale.ROOT,
            " %3d%% %s/%s kimg %s img/s ETA %s D %.3f G %.3f",
            percent(stats.images(), totalImages),
            kimg(stats.images()),
            kimg(totalImages),
            speed(stats.imagesPerSecond()),
            remaining(stats, totalImages),
            stats.dLoss(),
            stats.gLoss());
    int width = Math.max(MIN_BAR, Math.min(MAX_BAR, columns - numbers.length() - 2));
    String line = bar(stats.images(), totalImages, width) + numbers;
    return line.substring(0, Math.max(0, Math.min(columns, line.length())));
  }

  /**
   * The line of a tick, such as {@code 208.0 kimg 52% in 8m 03s 431 img/s ETA 7m 25s D 0.693 G
   * 1.204 D(x) 0.62 D(G(z)) 0.31 |dD| 0.81 |dG| 1.13 1.4 GiB}: aligned columns, so that ticks can
   * be read down.
   *
   * @param stats of the tick
   * @param totalImages images after which the run is finished
   */
  public static String tick(Stats stats, long totalImages) {
    String line =
        String.format(
            Locale.ROOT,
            "%8.1f kimg %3d%%  in %-7s %6s img/s  ETA %-7s  D %.3f  G %.3f"
                + "  D(x) %.2f  D(G(z)) %.2f  |dD| %.2f  |dG| %.2f",
            stats.kimg(),
            percent(stats.images(), totalImages),
            duration(stats.secondsElapsed()),
            speed(stats.imagesPerSecond()),
            remaining(stats, totalImages),
            stats.dLoss(),
            stats.gLoss(),
            stats.dReal(),
            stats.dFake(),
            stats.dGradNorm(),
            stats.gGradNorm());
    return stats.residentBytes() > 0 ? line + "  " + bytes(stats.residentBytes()) : line;
  }

  /**
   * A span as a person says it: {@code 42s}, {@code 7m 05s}, {@code 3h 20m}, {@code 2d 04h}; a
   * question mark where it is not finite.
   *
   * @param seconds rounded to the nearest; a negative one is 0
   */
  public static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return "?";
    }
    long s = Math.max(0, Math.round(seconds));
    if (s < 60) {
      return s + "s";
    }
    if (s < 3600) {
      return String.format(Locale.ROOT, "%dm %02ds", s / 60, s % 60);
    }
    if (s < 86_400) {
      return String.format(Locale.ROOT, "%dh %02dm", s / 3600, s % 3600 / 60);
    }
    return String.format(Locale.ROOT, "%dd %02dh", s / 86_400, s % 86_400 / 3600);
  }

  /** A number of bytes in GiB or MiB, with one decimal. */
  static String bytes(long bytes) {
    double mebi = bytes / (1024.0 * 1024.0);
    return mebi < 1024
        ? String.format(Locale.ROOT, "%.1f MiB", mebi)
        : String.format(Locale.ROOT, "%.1f GiB", mebi / 1024);
  }

  /** Thousands of images without needless decimals. */
  static String kimg(long images) {
    return images % 1000 == 0 || images >= 100_000
        ? Long.toString(images / 1000)
        : String.format(Locale.ROOT, "%.1f", images / 1000.0);
  }

  /** Images a second: whole numbers from 100 on. */
  static String speed(double imagesPerSecond) {
    return String.format(Locale.ROOT, imagesPerSecond < 100 ? "%.1f" : "%.0f", imagesPerSecond);
  }

  /** The share that is done, rounded down, so that 100 means finished. */
  static int percent(long images, long totalImages) {
    return totalImages <= 0 ? 0 : (int) Math.min(100, 100.0 * images / totalImages);
  }

  /** Time to the end at the tick's speed; a question mark where nothing moves. */
  static String remaining(Stats stats, long totalImages) {
    return duration(Math.max(0, totalImages - stats.images()) / stats.imagesPerSecond());
  }

  private static String bar(long images, long totalImages, int width) {
    int done = totalImages <= 0 ? 0 : (int) Math.min(width, (double) width * images / totalImages);
    String head = done < width ? ">" : "";
    return "[" + "=".repeat(done) + head + " ".repeat(width - done - head.length()) + "]";
  }
}
