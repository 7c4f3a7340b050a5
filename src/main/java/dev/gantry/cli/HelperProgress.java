package dev.gantry.cli;

import dev.gantry.train.TrainingListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Tells of a process that trains along: the chief tells of the run. */
record HelperProgress(PrintWriter err) implements TrainingListener {
  @Override
  public void started(RunStart run) {
    err.printf(
        Locale.ROOT,
        "training along on %s, from %,d images of %,d%n",
        run.device(),
        run.images(),
        run.totalImages());
  }
}
