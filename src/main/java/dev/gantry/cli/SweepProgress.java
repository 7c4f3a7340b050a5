package dev.gantry.cli;

import dev.gantry.report.ProgressLine;
import dev.gantry.sweep.SweepListener;
import dev.gantry.sweep.SweepState;
import dev.gantry.sweep.Trial;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells of a sweep: a line for what begins and ends, and on a terminal a live one. */
final class SweepProgress implements SweepListener {
  private static final String CLEAR = "\r\033[2K";

  private final PrintWriter err;
  private final Optional<Integer> columns;
  private boolean drawn;

  SweepProgress(PrintWriter err, Optional<Integer> columns) {
    this.err = err;
    this.columns = columns;
  }

  static String name(Trial trial) {
    return String.format(Locale.ROOT, "%05d", trial.number());
  }

  static String number(double value) {
    return new BigDecimal(value).round(new MathContext(5)).stripTrailingZeros().toPlainString();
  }

  /** A trial that was measured: its number, its metric, its values. */
  static String result(Trial trial, SweepState state) {
    return "%s: %s %s (%s)"
        .formatted(
            name(trial),
            state.metric().replaceFirst(":.*", ""),
            number(trial.metric().orElse(Double.NaN)),
            state.shown(trial));
  }

  @Override
  public void began(Trial trial, SweepState state, double kimg, boolean resumed) {
    say(
        "%s %s%s: %s"
            .formatted(
                name(trial),
                resumed ? "goes on" : "begins",
                kimg > 0 ? " to " + number(kimg) + " kimg" : "",
                state.shown(trial)));
  }

  @Override
  public void ended(Trial trial, SweepState state) {
    switch (trial.status()) {
      case FINISHED ->
          say(
              "%s after %s kimg in %s%s"
                  .formatted(
                      result(trial, state),
                      number(trial.kimg()),
                      ProgressLine.duration(trial.seconds()),
                      isBest(trial, state) ? "; the best so far" : ""));
      case FAILED -> say("%s failed: %s".formatted(name(trial), trial.reason()));
      case WAITING, RUNNING -> say("%s is saved".formatted(name(trial)));
    }
  }

  private static boolean isBest(Trial trial, SweepState state) {
    return state.best().map(best -> best.number() == trial.number()).orElse(false);
  }

  @Override
  public void moved(Progress progress) {
    columns.ifPresent(width -> draw(line(progress), width - 1));
  }

  private static String line(Progress progress) {
    SweepState state = progress.state();
    long failed = state.count(Trial.Status.FAILED);
    String trials =
        "%d/%d trials%s"
            .formatted(
                state.count(Trial.Status.FINISHED) + failed,
                state.trials().size(),
                failed > 0 ? ", " + failed + " failed" : "");
    String running =
        progress.shares().entrySet().stream()
            .map(
                each ->
                    String.format(
                        Locale.ROOT, "  %05d %d%%", each.getKey(), (int) (100 * each.getValue())))
            .collect(Collectors.joining());
    String best = state.best().map(trial -> "  best " + result(trial, state)).orElse("");
    return trials + running + best;
  }

  private void draw(String line, int width) {
    err.print(CLEAR + line.substring(0, Math.min(Math.max(0, width), line.length())));
    err.flush();
    drawn = true;
  }

  private void say(String line) {
    clear();
    err.println(line);
  }

  /** Takes the live line away. */
  void clear() {
    if (drawn) {
      err.print(CLEAR);
      err.flush();
      drawn = false;
    }
  }
}
