package dev.gantry.cli;

import dev.gantry.config.RunConfig;
import dev.gantry.config.RunConfigWriter;
import dev.gantry.data.ImageSet;
import dev.gantry.report.ProgressLine;
import dev.gantry.train.Benchmark;
import java.io.PrintWriter;
import java.util.Locale;

/** Says what a run would be: its whole configuration, its size, and how long it takes. */
final class DryRun {
  private static final int TIMED_STEPS = 3;

  private final RunConfig config;
  private final ImageSet images;
  private final PrintWriter out;
  private final PrintWriter err;

  DryRun(RunConfig config, ImageSet images, PrintWriter out, PrintWriter err) {
    this.config = config;
    this.images = images;
    this.out = out;
    this.err = err;
  }

  int print() {
    err.printf("timing %d iterations%n", TIMED_STEPS);
    Benchmark timed = Benchmark.run(config, TIMED_STEPS, done -> {});
    long dataBytes = (long) images.count() * images.imageBytes();
    double secondsPerImage = 1 / timed.imagesPerSecond();
    out.print(RunConfigWriter.write(config));
    line("device", "%s", timed.device());
    line("images", "%,d (%,d MB)", images.count(), dataBytes / 1_000_000);
    line(
        "parameters",
        "generator %,d, discriminator %,d",
        timed.generatorParameters(),
        timed.discriminatorParameters());
    line(
        "memory",
        "about %,d MB (as measured in these iterations, and the images)",
        (timed.peakResidentBytes() + dataBytes) / 1_000_000);
    line(
        "time",
        "%.0f images/s: an epoch %s, the run (%s kimg) %s",
        timed.imagesPerSecond(),
        ProgressLine.duration(images.count() * secondsPerImage),
        config.training().kimg(),
        ProgressLine.duration(config.training().kimg() * 1000 * secondsPerImage));
    return ExitCode.OK;
  }

  /** As YAML comments, so that all that is printed can be kept as a configuration. */
  private void line(String name, String format, Object... values) {
    out.printf("# %-12s%s%n", name, String.format(Locale.ROOT, format, values));
  }
}
