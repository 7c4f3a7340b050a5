package dev.gantry.train;

import dev.gantry.report.EventWriter;
import dev.gantry.report.Film;
import dev.gantry.report.HtmlReport;
import dev.gantry.report.ImageGrid;
import dev.gantry.report.Png;
import dev.gantry.report.RunFolder;
import dev.gantry.report.RunState;
import dev.gantry.report.Stats;
import dev.gantry.report.StatsLog;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Writes down a run in its folder: statistics, TensorBoard events, pictures, state. */
final class RunRecorder implements TrainingListener, AutoCloseable {
  private final RunFolder folder;
  private final double pictureKimg;
  private final Clock clock;
  private final StatsLog stats;
  private final EventWriter events;
  private long totalImages;
  private long images;
  private String alarm = "";

  /** Opens a run's files for appending. */
  RunRecorder(RunFolder folder, double pictureKimg, String host, Clock clock) {
    this.folder = folder;
    this.pictureKimg = pictureKimg;
    this.clock = clock;
    this.stats = StatsLog.open(folder.stats());
    this.events = EventWriter.create(folder.path(), host, clock);
  }

  @Override
  public void started(RunStart run) {
    totalImages = run.totalImages();
    images = run.images();
    if (run.step() > 0) {
      events.restart(run.step());
    }
    state(RunState.Status.RUNNING, "");
  }

  @Override
  public void ticked(Stats tick) {
    images = tick.images();
    stats.append(tick);
    long step = tick.step();
    events.scalar("loss/discriminator", step, tick.dLoss());
    events.scalar("loss/generator", step, tick.gLoss());
    events.scalar("loss/penalty", step, tick.penalty());
    events.scalar("verdict/real", step, tick.dReal());
    events.scalar("verdict/fake", step, tick.dFake());
    events.scalar("gradient-norm/discriminator", step, tick.dGradNorm());
    events.scalar("gradient-norm/generator", step, tick.gGradNorm());
    events.scalar("learning-rate/discriminator", step, tick.learningRateD());
    events.scalar("learning-rate/generator", step, tick.learningRateG());
    events.scalar("progress/kimg", step, tick.kimg());
    events.scalar("progress/images-per-second", step, tick.imagesPerSecond());
    events.scalar("progress/resident-bytes", step, (double) tick.residentBytes());
    events.flush();
    state(RunState.Status.RUNNING, alarm);
  }

  @Override
  public void pictured(Pictures pictures) {
    BufferedImage grid = ImageGrid.ofFloats(pictures.fakes(), pictures.layout());
    Path file =
        pictures.step() == 0 ? folder.fakesInit() : folder.fakes(pictures.images(), pictureKimg);
    Png.write(
        file,
        grid,
        Map.of(
            "gantry:step", Long.toString(pictures.step()),
            "gantry:images", Long.toString(pictures.images())));
    events.image("fakes", pictures.step(), grid);
    pictures.weights().forEach((name, values) -> events.histogram(name, pictures.step(), values));
    events.flush();
  }

  @Override
  public void compared(Compared compared) {
    Comparison of = compared.comparison();
    events.scalar("psnr/generator", compared.step(), of.generator().psnr());
    events.scalar("psnr/bicubic", compared.step(), of.bicubic().psnr());
    events.scalar("ssim/generator", compared.step(), of.generator().ssim());
    events.scalar("ssim/bicubic", compared.step(), of.bicubic().ssim());
    events.flush();
  }

  @Override
  public void measured(Measured measured) {
    measured
        .report()
        .figures()
        .forEach(
            figure -> events.scalar("metrics/" + figure.key(), measured.step(), figure.value()));
    events.flush();
  }

  @Override
  public void saved(Path checkpoint, long shown) {
    // Not with every picture: the page holds all of them, and takes a second or more.
    HtmlReport.write(folder);
  }

  @Override
  public void alarmed(String message) {
    alarm = message;
    state(RunState.Status.RUNNING, alarm);
  }

  /** Says how the run ended, and makes what is made of all of it: the film and the page. */
  void ended(RunState.Status status, String message) {
    state(status, message);
    Film.write(folder);
    HtmlReport.write(folder);
  }

  private void state(RunState.Status status, String message) {
    new RunState(status, images, totalImages, message, clock.instant()).write(folder);
  }

  @Override
  public void close() {
    try (events) {
      stats.close();
    }
  }
}
