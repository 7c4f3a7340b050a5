package dev.gantry.cli;

import dev.gantry.report.ProgressLine;
import dev.gantry.report.Stats;
import dev.gantry.train.TrainingListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Tells of a run: on a terminal a live line, else a line a tick. */
final class ConsoleProgress implements TrainingListener {
  private static final String CLEAR = "\r\033[2K";

  private final PrintWriter err;
  private final Optional<Integer> columns;
  private long totalImages;
  private boolean drawn;

  ConsoleProgress(PrintWriter err, Optional<Integer> columns) {
    this.err = err;
    this.columns = columns;
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
    columns.ifPresentOrElse(
        width -> draw(stats, width), () -> err.println(ProgressLine.tick(stats, totalImages)));
  }

  private void draw(Stats stats, int width) {
    err.print(CLEAR + ProgressLine.live(stats, totalImages, width - 1));
    err.flush();
    drawn = true;
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
    err.println((drawn ? CLEAR : "") + line);
    drawn = false;
  }
}
