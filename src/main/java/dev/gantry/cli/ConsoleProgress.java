package dev.gantry.cli;

import dev.gantry.report.ProgressLine;
import dev.gantry.report.Stats;
import dev.gantry.train.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tells of a run: on a terminal a live line, else a line a tick; the log has all lines. */
final class ConsoleProgress implements TrainingListener {
  private static final String CLEAR = "\r\033[2K";

  private final PrintWriter err;
  private final Optional<Integer> columns;
  private final Consumer<String> log;
  private long totalImages;
  private boolean drawn;

  /**
   * Progress.
   *
   * @param columns width of the terminal; empty where there is none
   * @param log takes every line that stays
   */
  ConsoleProgress(PrintWriter err, Optional<Integer> columns, Consumer<String> log) {
    this.err = err;
    this.columns = columns;
    this.log = log;
  }

  @Override
  public void started(RunStart run) {
    totalImages = run.totalImages();
    say(
        String.format(
            Locale.ROOT,
            "training on %s: %s%,d images to show",
            run.device(),
            run.images() > 0 ? String.format(Locale.ROOT, "%,d images shown, ", run.images()) : "",
            totalImages - run.images()));
  }

  @Override
  public void moved(Stats soFar) {
    columns.ifPresent(width -> draw(soFar, width));
  }

  @Override
  public void ticked(Stats stats) {
    String line = ProgressLine.tick(stats, totalImages);
    columns.ifPresentOrElse(width -> draw(stats, width), () -> err.println(line));
    log.accept(line);
  }

  private void draw(Stats stats, int width) {
    err.print(CLEAR + ProgressLine.live(stats, totalImages, width - 1));
    err.flush();
    drawn = true;
  }

  @Override
  public void compared(Compared compared) {
    Comparison of = compared.comparison();
    say(
        String.format(
            Locale.ROOT,
            "%d held-out images: PSNR %.2f dB (bicubic %.2f), SSIM %.4f (bicubic %.4f)",
            of.count(),
            of.generator().psnr(),
            of.bicubic().psnr(),
            of.generator().ssim(),
            of.bicubic().ssim()));
  }

  @Override
  public void measured(Measured measured) {
    say(
        measured.report().figures().stream()
                .filter(figure -> !figure.ofHistogram())
                .map(figure -> figure.title() + " " + EvaluationTable.number(figure.value()))
                .collect(Collectors.joining(", "))
            + String.format(
                Locale.ROOT,
                "; measured in %.1f s, %.1f %% of the time so far",
                measured.report().seconds().measuring(),
                100 * measured.share()));
  }

  @Override
  public void saved(Path folder, long images) {
    say(String.format(Locale.ROOT, "saved %s", folder));
  }

  @Override
  public void alarmed(String message) {
    say("warning: " + message);
  }

  /** Prints a line of its own, above the live one. */
  void say(String line) {
    clear();
    err.println(line);
    log.accept(line);
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
