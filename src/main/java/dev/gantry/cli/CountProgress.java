package dev.gantry.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells how far a count is: on a terminal a line that is drawn again, else one line every ten
 * seconds. Work that is done at once says nothing. Thread-safe.
 */
final class CountProgress implements AutoCloseable {
  private static final long FIRST_NANOS = 1_000_000_000L;
  private static final long REDRAW_NANOS = 200_000_000L;
  private static final long REPEAT_NANOS = 10_000_000_000L;

  private final PrintWriter err;
  private final boolean terminal;
  private final String verb;
  private final String unit;
  private final long start = System.nanoTime();
  private long lastNanos = start - REPEAT_NANOS + FIRST_NANOS;
  private boolean drawn;
  private long done;

  CountProgress(PrintWriter err, Optional<Integer> columns, String verb, String unit) {
    this.err = err;
    this.terminal = columns.isPresent();
    this.verb = verb;
    this.unit = unit;
  }

  /**
   * Hears of the count.
   *
   * @param total 0 where it is not known
   */
  synchronized void update(long done, long total) {
    this.done = done;
    long now = System.nanoTime();
    if (now - start < FIRST_NANOS || now - lastNanos < (terminal ? REDRAW_NANOS : REPEAT_NANOS)) {
      return;
    }
    lastNanos = now;
    String of = total > 0 ? String.format(Locale.ROOT, " of %,d", total) : "";
    String line =
        String.format(Locale.ROOT, "%s: %,d%s %s (%,.0f/s)", verb, done, of, unit, rate(now));
    if (terminal) {
      err.print("\r\033[2K" + line);
      err.flush();
      drawn = true;
    } else {
      err.println(line);
    }
  }

  private double rate(long now) {
    return done / ((now - start) / 1e9);
  }

  /** Says the total, where it took long enough to have been spoken of. */
  synchronized void finish() {
    long now = System.nanoTime();
    if (now - start >= FIRST_NANOS && done > 0) {
      close();
      err.printf(
          Locale.ROOT,
          "%s: %,d %s in %.1f s (%,.0f/s)%n",
          verb,
          done,
          unit,
          (now - start) / 1e9,
          rate(now));
    }
  }

  @Override
  public synchronized void close() {
    if (drawn) {
      err.print("\r\033[2K");
      err.flush();
      drawn = false;
    }
  }
}
